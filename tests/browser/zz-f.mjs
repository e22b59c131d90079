import {who,shot,browser} from "./zz-lib.mjs"; import {readFileSync,writeFileSync} from "node:fs";
const G=JSON.parse(readFileSync("/tmp/goods.json"));const deal=readFileSync("/tmp/deal","utf8");
const V=[[360,760,false],[1440,900,false],[1440,900,true],[768,1024,false]];
const P={}; for(const n of ["budi","sari"]) for(const [w,h,d] of V) P[n+w+(d?"d":"")]=await who(n,{w,h,dark:d});
async function all(name,path,full=false){ for(const k in P){ await P[k].goto(path); await shot(P[k],`${name}-${k}`,full);} }
const b=P.budi360, s=P.sari360;
await all("deal",deal,true);
await b.goto("/pesanan"); await shot(b,"deals-budi360",false);
// package for money
await b.goto(`/barang/${G.lensa.slug}/barter?cara=jual`); 
for(const g of [G.tas,G.tripod]){await b.locator(`[data-rail=theirs] input[value="${g.id}"]`).check(); await b.waitForTimeout(500);}
await shot(b,"pack-comp"); await b.fill('#barter-amount','900000'); await b.fill('#barter-note','Sekalian ambil semua ya Kak');
await b.locator('.action-bar button').click(); await b.waitForURL(u=>/^\/chat\/[^/]+$/.test(u.pathname)); const room=new URL(b.url()).pathname; writeFileSync("/tmp/room2",room); console.log(room);
await all("p1",room); await all("pmeja","/chat/meja",true);
await P.sari1440.goto(room+"/barter"); await shot(P.sari1440,"pcomp-sari1440",true); await s.goto(room+"/barter?cara=jual"); await shot(s,"pcomp-sari360",true);
await s.goto(room); await s.locator('[data-keep=why] summary').click(); await s.getByRole('button',{name:'Harganya belum cocok'}).click(); await s.locator('[data-status=declined]').waitFor(); await all("p2",room);
// money offer, ask more, better
await b.goto(`/barang/${G.tripod.slug}`); await b.locator('[data-opens=offer]').filter({visible:true}).first().click(); await b.fill('#offer-amount','110000'); await b.locator('[data-offer-send]').click(); await b.waitForURL(/\/chat\/[^/]+$/); const r3=new URL(b.url()).pathname;
await s.goto(r3); await s.waitForTimeout(800); await s.locator('[data-keep=ask] summary').click(); await shot(s,"m1-open-sari360",false); await s.locator('[data-keep=ask] button').click(); await s.locator('.asked-more').waitFor(); await all("m2",r3);
await b.goto(r3); await b.waitForTimeout(800); await b.getByRole('link',{name:'Perbaiki tawaran'}).click(); await b.waitForTimeout(300); await shot(b,"m2-sheet",false); await b.fill('#offer-amount','125000'); await b.locator('[data-offer-send]').click(); await b.locator('.offer',{hasText:'Rp125.000'}).last().waitFor(); await shot(b,"m3-budi360",false);
for(const k in P) if(P[k].errs.length)console.log(k,P[k].errs);
await browser.close();
