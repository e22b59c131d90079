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
