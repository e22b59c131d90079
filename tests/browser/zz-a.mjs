import {who,shot,browser,URL0} from "./zz-lib.mjs";
for (const n of ["sari","budi"]) { const p=await who(n);
await p.goto("/profil/saya"); console.log(n, await p.locator("a[href*='/barang/'],a[href*='/jual/']").evaluateAll(x=>[...new Set(x.map(a=>a.getAttribute("href")+" "+a.textContent.trim().slice(0,60)))]));
await p.goto("/chat"); console.log(await p.locator(".inbox-row").evaluateAll(x=>x.map(a=>a.getAttribute("href")+a.textContent.replace(/\s+/g," "))));}
await browser.close();
