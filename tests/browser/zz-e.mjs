import {who,shot,browser} from "./zz-lib.mjs"; import {readFileSync,writeFileSync} from "node:fs";
const G=JSON.parse(readFileSync("/tmp/goods.json"));
for(const [w,h,d] of [[360,760,false],[1440,900,true]]){const p=await who("sari",{w,h,dark:d});
 await p.goto("/jual/"+G.skept.id+"/edit"); for(let i=0;i<2;i++){await p.locator('[data-step-next]').click();await p.waitForTimeout(300);} await shot(p,"sell3-"+w);
 await p.goto("/jual"); await shot(p,"sellnew-"+w,false); console.log(p.errs);
}
const p=await who("sari",{js:false}); await p.goto("/jual/"+G.skept.id+"/edit"); await p.locator('#kept').scrollIntoViewIfNeeded(); await shot(p,"sell3-nojs",false);
await browser.close();
