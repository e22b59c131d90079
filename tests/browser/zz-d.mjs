import {who,shot,browser} from "./zz-lib.mjs"; import {readFileSync,writeFileSync} from "node:fs";
const G=JSON.parse(readFileSync("/tmp/goods.json"));const room=readFileSync("/tmp/room","utf8");
const V=[[360,760,false],[360,760,true],[768,1024,false],[1440,900,false],[1440,900,true]];
const P={}; for(const n of ["budi","sari"]) for(const [w,h,d] of V) P[n+w+(d?"d":"")]=await who(n,{w,h,dark:d});
async function all(name,path,full=false){ for(const k in P){ await P[k].goto(path); await shot(P[k],`${name}-${k}`,full);} }
const b=P.budi360, s=P.sari360;
await all("comp2",room+"/barter",true); await all("meja2","/chat/meja",true);
await b.goto(room+"/barter"); 
await b.locator('.suggest-good').click(); await b.waitForFunction(()=>/Rata/.test(document.querySelector('[data-verdict]').textContent)); await shot(b,"comp-level"); await shot(P.budi1440,"x",false);
await b.fill('#barter-amount','');
await b.locator('.action-bar button').click(); await b.waitForURL(u=>!/barter/.test(u.pathname)); 
await all("r3",room); await all("comp3",room+"/barter",true);
for(const k of ["sari360","sari1440"]){await P[k].goto("/barang/"+G.kept.slug);await shot(P[k],"keptlaid-"+k,true);await P["bud"+k.slice(3).replace(/^i/,"i")]?.goto("/barang/"+G.kept.slug);}
for(const k of ["budi360","budi1440d"]){await P[k].goto("/barang/"+G.kept.slug);await shot(P[k],"keptown-"+k,true);}
await s.goto(room); await s.locator('[data-move=accept] button').click(); await s.locator('[data-status=accepted]').waitFor();
await all("r4",room);
await b.goto("/pesanan"); await shot(b,"deals-budi360",false); await s.goto("/pesanan?role=seller"); await shot(s,"deals-sari360",false); await P.sari1440.goto("/pesanan?role=seller"); await shot(P.sari1440,"deals-sari1440",false);
const deal=await b.locator('.deal-row').first().getAttribute('href'); writeFileSync("/tmp/deal",deal); await all("deal",deal,true);
await all("own","/profil/saya",true);
for(const k of ["budi360","budi1440","budi360d"]){const p=P[k];await p.goto("/jual/"+G.kept.id+"/edit");await shot(p,"sell-"+k,true);}
for(const k of ["sari360","sari1440","sari360d"]){const p=P[k];await p.goto("/jual/"+G.lensa.id+"/asisten#aturan");await p.waitForTimeout(300);await shot(p,"aturan-"+k,false);}
for(const k in P) if(P[k].errs.length)console.log(k,P[k].errs);
await browser.close();
