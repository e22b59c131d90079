const U="http://127.0.0.1:33529"; import {writeFileSync} from "node:fs";
const J=async(r)=>{const t=await r.text();try{return JSON.parse(t)}catch{return t}};
const pics=(await J(await fetch(U+"/api/listings?limit=60"))).listings.map(l=>l.photos?.[0]?.large||l.photos?.[0]?.medium||l.photos?.[0]?.url).filter(Boolean);
console.log(pics.length,pics[0]);
export async function login(id){const b=await J(await fetch(U+"/api/auth/login",{method:"POST",headers:{"content-type":"application/json"},body:JSON.stringify({identifier:id+"@contoh.id",email:id+"@contoh.id",password:"tawar-demo"})}));if(!b.token)console.log(b);return b.token;}
let n=0;
async function post(tok,l){const src=pics[n++%pics.length];const img=Buffer.from(await (await fetch(src.startsWith("http")?src:U+src)).arrayBuffer());
 const f=new FormData();f.append("file",new Blob([img],{type:"image/jpeg"}),"a.jpg");
 const up=await J(await fetch(U+"/api/upload",{method:"POST",headers:{authorization:"Bearer "+tok},body:f}));
 const body={title:"x",description:"Dipakai setahun, masih bagus, dilepas karena pindah rumah.",flaw:"Goresan tipis di sudut",category:"kamera",condition:"bagus",modes:["barter"],price:null,min_price:null,delivery:["cod"],region:"32.73.02",tags:[],photos:[up.id],wanted:null,...l};
 const r=await J(await fetch(U+"/api/listings",{method:"POST",headers:{"content-type":"application/json",authorization:"Bearer "+tok},body:JSON.stringify(body)}));
 if(!r.listing)console.log(JSON.stringify(r),JSON.stringify(up));return r.listing;}
const s=await login("sari"),b=await login("budi");const out={};
out.cam=await post(s,{title:"Kamera analog rangefinder Yashica 35mm lengkap kotak",modes:["jual","barter"],price:1250000,min_price:1000000,wanted:"Gitar atau sepeda lipat"});
out.tripod=await post(s,{title:"Tripod kayu",modes:["jual","barter"],price:150000,condition:"layak_pakai"});
out.lensa=await post(s,{title:"Lensa manual 50mm f1.8",modes:["jual","barter"],price:700000});
out.tas=await post(s,{title:"Tas kamera selempang kanvas",category:"tas-pria",modes:["jual"],price:200000});
out.gaun=await post(s,{title:"Dress batik Pekalongan ukuran M",category:"dress",modes:["barter"],wanted:"Buku masak"});
out.skept=await post(s,{title:"Filter lensa UV 52mm",kept:true});
out.gitar=await post(b,{title:"Gitar akustik Yamaha F310 senar baru",category:"koin",modes:["barter"]});
out.buku=await post(b,{title:"Lima novel Indonesia",category:"novel",modes:["barter"]});
out.kept=await post(b,{title:"Board game Catan edisi Indonesia",category:"board-games",kept:true});
out.hp=await post(b,{title:"Smartphone layar retak sedikit, masih nyala",category:"smartphone",condition:"butuh_perbaikan",modes:["jual","barter"],price:600000});
out.sepeda=await post(b,{title:"Sepeda lipat 16 inci Element Ecosmo jarang dipakai, ban baru diganti",category:"sepeda",modes:["jual","barter"],price:1800000});
writeFileSync("/tmp/goods.json",JSON.stringify(out));for(const k in out)console.log(k,out[k]?.id,out[k]?.slug,out[k]?.status);
