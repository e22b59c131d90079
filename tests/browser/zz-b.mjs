import {who,shot,browser} from "./zz-lib.mjs"; import {readFileSync} from "node:fs";
const G=JSON.parse(readFileSync("/tmp/goods.json"));
const sizes=[[360,760],[768,1024],[1440,900]];
for (const [w,h] of sizes) for (const dark of [false,true]) {
  if (dark && w===768) continue;
  const p=await who("budi",{w,h,dark}); const t=`${w}${dark?"d":""}`;
  await p.goto(`/barang/${G.cam.slug}`); await shot(p,`listing-${t}`,false);
  await p.goto(`/barang/${G.cam.slug}/barter`); await shot(p,`empty-${t}`);
  await p.locator('[data-rail=mine] input').first().click({force:true}); await p.waitForTimeout(500); await shot(p,`one-${t}`);
  const s=p.locator('.suggest-good'); if(await s.count()){console.log(t,await s.textContent()); await s.click(); await p.waitForTimeout(500);} await shot(p,`level-${t}`);
  await p.goto(`/barang/${G.cam.slug}/barter?cara=jual`); await shot(p,`sale0-${t}`);
  await p.locator('[data-rail=theirs] input').first().click({force:true}); await p.waitForTimeout(500); await shot(p,`sale1-${t}`);
  if(p.errs.length)console.log(t,p.errs); await p.context().close();
}
await browser.close();
