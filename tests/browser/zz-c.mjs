import {who,shot,browser} from "./zz-lib.mjs"; import {readFileSync,writeFileSync} from "node:fs";
const G=JSON.parse(readFileSync("/tmp/goods.json"));
const V=[[360,760,false],[360,760,true],[768,1024,false],[1440,900,false],[1440,900,true]];
const P={}; for(const n of ["budi","sari"]) for(const [w,h,d] of V) P[n+w+(d?"d":"")]=await who(n,{w,h,dark:d});
async function all(name,path,full=false){ for(const k in P){ await P[k].goto(path); await shot(P[k],`${name}-${k}`,full);} }
const b=P.budi360, s=P.sari360; 
// empty post
await b.goto(`/barang/${G.cam.slug}/barter`);
await b.locator('.action-bar button').click(); await b.waitForTimeout(600); await shot(b,"emptypost"); console.log("empty post:",b.url(), await b.locator('[role=alert]').allTextContents());
await b.goto(`/barang/${G.cam.slug}/barter`);
await b.locator(`[data-rail=mine] input[value="${G.gitar.id}"]`).click({force:true}); await b.waitForTimeout(500);
await b.locator(`[data-rail=mine] input[value="${G.kept.id}"]`).click({force:true}); await b.waitForTimeout(500);
await b.fill('#barter-amount','150000'); await b.fill('#barter-note','Gitarnya senar baru, boleh dicoba dulu ya Kak.');
await b.locator('.action-bar button').click(); await b.waitForURL(/\/chat\//); const room=new URL(b.url()).pathname; console.log(room); writeFileSync("/tmp/room",room);
await all("r1",room);
// open folds on sari 360/1440
for(const k of ["sari360","sari1440"]){await P[k].locator('[data-keep=ask] summary').click(); await P[k].locator('[data-keep=why] summary').click(); await P[k].locator('[data-keep=why]').scrollIntoViewIfNeeded(); await shot(P[k],`r1open-${k}`,k==="sari360");}
await all("meja1","/chat/meja");
for(const k of ["budi360","sari360"]){await P[k].goto("/chat");await shot(P[k],"inbox1-"+k,false);}
await all("comp1",room+"/barter",true);
await s.goto(room); await s.locator('[data-keep=ask] summary').click(); await s.fill('[data-keep=ask] [name=note]','Boleh tambah novelnya, Kak?'); await s.locator('[data-keep=ask] button').click(); await s.locator('.asked-more').waitFor(); 
await all("r2",room); await all("meja2","/chat/meja");
await all("comp2",room+"/barter",true);
for(const k in P) if(P[k].errs.length)console.log(k,P[k].errs);
await browser.close();
