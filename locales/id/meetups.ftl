# Ketemuan: tempat, waktu, siapa yang datang.

## Usul
meetup-place-length = Tulis tempatnya, { $min } sampai { $max } huruf.
meetup-region-unknown = Wilayah ini tidak dikenal. Pilih dari daftar, ya.
meetup-time-early = Pilih waktu paling cepat { $n } menit lagi, supaya kalian sempat berangkat.
meetup-time-late = Pilih waktu dalam { $n } hari ke depan.

## Tempat umum
meetup-place-minimarket = Minimarket
meetup-place-station = Stasiun
meetup-place-bus-stop = Halte
meetup-place-police = Depan kantor polisi
meetup-place-mall = Lobi mal
meetup-place-mosque = Halaman masjid raya

## Waktu
meetup-hint-friday = Ini waktu salat Jumat. Mungkin lebih enak sebelum atau sesudahnya.
meetup-hint-maghrib = Ini sekitar waktu Magrib. Mungkin lebih enak sebelum atau sesudahnya.
meetup-hint-night = Ini sudah malam. Kalau bisa, pilih waktu yang masih terang dan tempat yang ramai.

## Yang tidak bisa
meetup-not-a-member = Hanya pembeli dan penjual yang mengatur ketemuan.
meetup-over = Ketemuan ini sudah ditutup karena salah satu tidak datang.
meetup-time-passed = Waktu itu sudah lewat. Usulkan waktu baru, ya.
meetup-nothing-proposed = Belum ada usul ketemuan yang perlu dijawab.
meetup-own-proposal = Ini usulmu sendiri. Tunggu jawabannya, ya.
meetup-changed = Usulnya sudah berubah. Lihat dulu yang terbaru.
meetup-not-agreed = Tempat dan waktu ketemuan belum disepakati.
meetup-check-in-early = Belum waktunya. Kamu bisa menandai sudah di lokasi mulai satu jam sebelum ketemuan.
meetup-check-in-late = Waktu ketemuan sudah lewat lebih dari tiga jam.
meetup-already-there = Kamu sudah tercatat di lokasi.
meetup-not-there = Tandai dulu bahwa kamu sudah di lokasi.
meetup-both-there = Kalian berdua tercatat di lokasi. Coba kirim pesan, mungkin hanya berbeda pintu.
meetup-report-early = Tunggu sampai setengah jam setelah waktu ketemuan, siapa tahu hanya terlambat.
meetup-report-late = Laporan ini paling lambat sehari setelah waktu ketemuan.
meetup-nothing-to-answer = Tidak ada laporan yang perlu kamu jawab.
meetup-already-answered = Kamu sudah menjawab laporan ini.
meetup-answer-empty = Tulis jawabanmu dulu, ya.
meetup-answer-long = Jawabannya terlalu panjang. Paling banyak { $max } huruf.

## The meeting on the page of a deal
meetup-title = Ketemuan
meetup-proposal-mine = Usulmu. Menunggu jawaban { $name }.
meetup-proposal-theirs = { $name } mengusulkan:
meetup-accept = Setuju
meetup-form-first = Usulkan tempat dan waktu
meetup-form-other = Usulkan yang lain
meetup-form-move = Pindahkan ketemuan
meetup-place-label = Tempat
meetup-place-hint = Pilih tempat yang ramai dan terang. Contoh: Stasiun Bandung, pintu utara.
meetup-region-label = Kota atau kecamatan
meetup-region-hint = Supaya jelas di kota mana, dan jamnya sesuai zona waktu di sana.
meetup-time-label = Waktu
meetup-other-time = Waktu lain ({ $zone })
meetup-other-time-hint = Isi kalau tidak ada pilihan yang cocok. Kalau diisi, waktu ini yang dipakai.
meetup-propose = Kirim usul
meetup-calendar = Simpan ke kalender
meetup-check-in = Saya sudah di lokasi
meetup-arrived-mine = Kamu sudah di lokasi sejak { $moment }
meetup-arrived-theirs = { $name } sudah di lokasi sejak { $moment }
meetup-report = Laporkan { $name } tidak datang
meetup-report-hint = Laporan ini dicatat dan tidak bisa ditarik. { $name } boleh menanggapi.
meetup-no-show-mine = Kamu melaporkan bahwa { $name } tidak datang.
meetup-no-show-theirs = { $name } melaporkan bahwa kamu tidak datang.
meetup-answer-label = Tanggapan:
meetup-answer-field = Tanggapanmu
meetup-answer-hint = Satu kali saja, dan tidak bisa diubah.
meetup-answer-send = Kirim tanggapan
meetup-calendar-title = Ketemuan: { $title }, dengan { $name }
meetup-time-missing = Pilih waktu ketemuan dulu, ya.

## What was done
meetup-done-proposed = Usul ketemuan terkirim.
meetup-done-agreed = Ketemuan disepakati. Kami ingatkan sehari dan sejam sebelumnya.
meetup-done-arrived = Tercatat: kamu sudah di lokasi.
meetup-done-reported = Laporanmu dicatat.
meetup-done-answered = Tanggapanmu dicatat.

## Messages in the room
said-meetup-proposed = { $name } mengusulkan ketemuan: { $when }, di { $place }.
said-meetup-agreed = Ketemuan disepakati: { $when }, di { $place }.
said-meetup-arrived = { $name } sudah di lokasi ketemuan.
said-meetup-no-show = { $name } sudah di lokasi dan melaporkan bahwa yang ditunggu tidak datang.
said-meetup-answered = Tanggapan { $name } atas laporan tidak datang: { $text }
said-meetup-remind-day = Pengingat: kalian ketemuan { $when }, di { $place }.
said-meetup-remind-hour = Sebentar lagi ketemuan: { $when }, di { $place }. Tandai di halaman pesanan kalau sudah di lokasi.
