import {who,shot,browser} from "./zz-lib.mjs"; import {readFileSync,writeFileSync} from "node:fs";
const G=JSON.parse(readFileSync("/tmp/goods.json"));
const o=await who("owner"), ow=await who("owner",{w:1440,h:900});
for(const [p,t] of [[o,"360"],[ow,"1440"]]){ await p.goto(`/barang/${G.gaun.slug}/barter`); await shot(p,"nothing-"+t,true); await p.goto(`/barang/${G.gaun.slug}`); await shot(p,"gaun-"+t,false); await p.goto(`/barang/${G.cam.slug}/barter`); await shot(p,"taken-"+t,false); console.log(p.url());}
const n=await who("budi",{w:1440,h:900,js:false}), n3=await who("budi",{js:false});
for(const [p,t] of [[n,"1440"],[n3,"360"]]){ await p.goto(`/barang/${G.gaun.slug}/barter`); await shot(p,"nojs-"+t,true);}
await n3.locator('.action-bar button').click(); await n3.waitForTimeout(800); await shot(n3,"nojs-err",false); console.log(n3.url());
const e=await who("budi"); await e.goto("/"); await e.locator('a,button',{hasText:'English'}).first().click(); await e.waitForTimeout(800); await e.goto(`/barang/${G.gaun.slug}/barter`); await shot(e,"en-comp",true); await e.goto(readFileSync("/tmp/room","utf8")); await shot(e,"en-room",false); await e.goto("/chat/meja"); await shot(e,"en-meja",true);
// guest
const g=await who(null); await g.goto(`/barang/${G.gaun.slug}`); await shot(g,"guest",false); console.log(await g.locator('a[href*="barter"]').evaluateAll(x=>x.map(a=>a.getAttribute('href')))); 
// keyboard on compose
const k=await who("budi",{w:1440,h:900}); await k.goto(`/barang/${G.gaun.slug}/barter`); await k.locator('[data-rail=mine] input').first().focus(); const v=await k.evaluate(()=>document.activeElement.value); await k.keyboard.press("Space"); await k.waitForTimeout(600); console.log("focus kept:",v===await k.evaluate(()=>document.activeElement.value), await k.evaluate(()=>document.activeElement.matches(':focus-visible'))); await shot(k,"kbd",false);
await k.keyboard.press("Tab"); console.log(await k.evaluate(()=>document.activeElement.outerHTML.slice(0,80)));
const sg=k.locator('.suggest-good'); if(await sg.count()){await sg.focus(); await k.keyboard.press("Enter"); await k.waitForTimeout(600); console.log(await k.evaluate(()=>document.activeElement.outerHTML.slice(0,120)));}
for(const p of [o,n,n3,e,g,k]) if(p.errs.length) console.log(p.errs);
await browser.close();
