import { launch } from "./browser.mjs";
export const URL0="http://127.0.0.1:33529";
export const browser = await launch();
export async function who(id, {w=360,h=760,dark=false,js=true,scale=1}={}){
  const c = await browser.newContext({baseURL:URL0,viewport:{width:w,height:h},locale:"id-ID",timezoneId:"Asia/Jakarta",reducedMotion:"reduce",javaScriptEnabled:js,serviceWorkers:"block",colorScheme:dark?"dark":"light",hasTouch:w<700});
  c.setDefaultTimeout(10000);
  if(dark) await c.addInitScript(()=>localStorage.setItem('theme','dark'));
  const p = await c.newPage();
  p.errs=[];
  p.on("pageerror",e=>p.errs.push(String(e))); p.on("console",m=>m.type()==="error"&&p.errs.push(m.text()));
  p.on("response",r=>{if(r.status()>=400)p.errs.push(r.status()+" "+r.url())});
  if(id){await p.goto("/masuk");await p.fill('[name=identifier]',id+"@contoh.id");await p.fill('[name=password]',"tawar-demo");
  await Promise.all([p.waitForEvent("load"),p.locator('main form button.btn-primary').first().click()]);}
  return p;
}
export async function shot(p,name,full=true){await p.evaluate(()=>document.fonts.ready).catch(()=>{});await p.screenshot({path:"/tmp/s/"+name+".png",fullPage:full,animations:"disabled"});
 const over=await p.evaluate(()=>document.documentElement.scrollWidth-document.documentElement.clientWidth).catch(()=>0); if(over>0)console.log("OVERFLOW",name,over);}
