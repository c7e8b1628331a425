fn main(){let p=std::env::args().nth(1).unwrap();let f=std::env::args().nth(2);let b=std::fs::read(p).unwrap();let t=std::time::Instant::now();
match escape::analyse(&b){Ok(r)=>{eprintln!("{:?} {} functions {} lines",t.elapsed(),r.functions.len(),r.lines.len());
for x in &r.functions{ if escape::Report::selects(x.origin,&[&x.name,x.place.as_ref().map_or("",|p|&p.file)],f.as_deref()){println!("{:x} {} {}",x.address,x.place.as_ref().map_or(String::new(),|p|format!("{}:{}",p.file,p.line)),x.message());for s in &x.sites{println!("    {:x} {} {}",s.address,s.place.as_ref().map_or(String::new(),|p|format!("{}:{}:{}",p.file,p.line,p.column)),s.message())}}}
},Err(e)=>println!("{e}")}}
