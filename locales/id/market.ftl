# Home, search, categories, listings, profiles.

home-description = Jual, tawar, tukar, atau bagikan barang bekas langsung dengan pemiliknya di { $name }.
    .moneyless = Tukar barang bekas langsung dengan pemiliknya di { $name }.
home-lead = Nego dengan pemiliknya
home-lead-more = , cocok harga, langsung janjian
home-lead-barter = Tukar barang dengan pemiliknya, tanpa uang
home-lead-free = Barang yang tidak terpakai menemukan rumah baru
home-post = Pasang barang
home-say-1 = 700 boleh, Kak?
home-say-2 = 775 ya
home-say-still = Masih ada, Kak?
home-say-deal = Sepakat
home-ways = Cara mendapat barang
home-categories = Kategori
home-near = Baru di dekatmu
home-newest = Baru dipasang
home-free = Gratis, tinggal ambil
home-empty-title = Belum ada barang
home-empty-text = Jadilah yang pertama. Memotret dan memasang cuma perlu beberapa menit.

search-placeholder = Cari sepeda, kamera, baju
search-label = Cari barang
search-results = Hasil
search-title = Cari barang
search-title-q = Cari “{ $q }”
search-count = { $n ->
    [0] Belum ada barang
   *[other] { $count } barang
}
search-count-q = { $n ->
    [0] Belum ada “{ $q }”
   *[other] { $count } barang “{ $q }”
}
search-count-cat = { $n ->
    [0] Belum ada barang di { $name }
   *[other] { $count } barang di { $name }
}
search-within = sampai { $km } km
search-in = di { $place }
search-degraded = Pencarian sedang memakai cara cadangan, jadi hasilnya mungkin kurang pas. Barangnya tetap lengkap.
search-empty = Belum ada barang di sini
search-empty-q = “{ $q }” belum ada
search-empty-filters = Coba perluas jarak atau hapus sebagian saringan.
search-empty-text = Coba kata lain, atau lihat-lihat per kategori.
search-empty-clear = Hapus semua saringan
search-empty-categories = Lihat kategori

filter-title = Saring
filter-active = Saringan yang dipakai
filter-remove = Hapus saringan { $label }
filter-mode = Cara dapat
filter-category = Kategori
filter-category-any = Semua kategori
filter-place = Lokasi
filter-place-hint = Kota atau kecamatan barangnya.
filter-distance = Jarak dari { $place }
filter-distance-any = Semua jarak
filter-distance-hint = Jarak dihitung dari tengah kelurahan, bukan dari alamat.
filter-price = Harga
filter-price-min = Harga dari
filter-price-max = Harga sampai
filter-condition = Kondisi
filter-delivery = Serah terima
filter-apply = Terapkan saringan
filter-clear = Hapus
filter-show = { $n ->
    [0] Tidak ada barang
   *[other] Tampilkan { $count } barang
}

sort-label = Urutkan
sort-apply = Urutkan
sort-relevance = Paling cocok
sort-newest = Terbaru
sort-price-low = Termurah
sort-price-high = Termahal
sort-nearest = Terdekat

categories-title = Semua kategori
categories-description = Semua kategori barang bekas di { $name }.
category-title = { $name } bekas
category-description = { $name } bekas langsung dari pemiliknya di { $site }. Bisa ditawar.
    .moneyless = { $name } bekas untuk ditukar langsung dengan pemiliknya di { $site }.

listing-can-jual = Bisa ditawar
listing-can-barter = Bisa barter
listing-can-gratis = Gratis
listing-requests = { $n ->
   *[other] { $n } orang meminta
}
listing-bidders = { $n ->
   *[other] { $n } orang sedang menawar
}
listing-likes = { $n } menyukai
listing-story = Cerita barang
listing-flaw = Kurangnya:
listing-contact-mine = Sepertinya ada nomor atau alamat kontak di ceritamu. Tetap boleh tayang, tapi lebih aman tanpa itu: pembeli cukup menulis lewat chat di sini.
listing-contact = Penjual menulis kontak di luar situs ini. Lebih aman lewat chat di sini: kesepakatannya tercatat, dan kami bisa membantu. Jangan transfer sebelum sepakat.
listing-photos = { $n } foto barang, geser
listing-photo-alt = { $title }, foto { $n }
listing-similar = Serupa
listing-chat = Chat
listing-chat-open = Buka chat
listing-offer = Tawar
listing-buy = Beli langsung
listing-ask-free = Minta barang ini
listing-edit = Ubah
listing-chats = Chat
listing-delete = Hapus barang
listing-source = Harga asli menurut penjual: { $source }

fact-condition = Kondisi
fact-category = Kategori
fact-brand = Merek
fact-size = Ukuran
fact-color = Warna
fact-wanted = Mau ditukar
fact-shipping = Ongkir
fact-shipping-included = termasuk
fact-shipping-fee = { $amount }
sell-shipping = Ongkir
sell-shipping-hint = Yang dibayar pembeli untuk kiriman, di luar harga. Kosongkan kalau sudah termasuk atau hanya COD.
fact-delivery = Serah terima
fact-until = Tayang sampai
fact-tags = Kata kunci

worth-title = Nilai barter
worth-unit = nilai
worth-no-money = Bukan harga: tidak bisa dibelanjakan, diuangkan, atau dipindahkan.
worth-weight = bobot { $n }%
worth-of-hundred = dari 100
worth-utility = Kegunaan
worth-scarcity = Kelangkaan
worth-durability = Ketahanan
worth-portability = Mudah dibawa
worth-season = Musim
worth-adjusted = Pemilik menyesuaikan { $percent }:
worth-computed = Menurut hitungan: { $n } nilai
worth-why = Apa yang mengubah nilai ini?
worth-how = Setiap jenis barang punya nilai dasar. Lima hal di atas, menurut bobotnya, menjadikannya 50% sampai 150%; kondisi mengambil bagiannya: baru segel 115%, seperti baru 100%, bagus 85%, layak pakai 60%, butuh perbaikan 30%. Harga tidak ikut dihitung.
worth-change-repair = Naik kalau diperbaiki lebih dulu.
worth-change-care = Lebih tinggi kalau kondisinya lebih baik.
worth-change-wear = Turun begitu barangnya dipakai.
worth-change-kind = Mengikuti jenis barangnya, dan turun kalau kondisinya memburuk.
worth-change-size = Sudah bisa dikirim; sisanya mengikuti ukuran barang sejenis.
worth-change-send = Naik kalau barangnya juga bisa dikirim ke luar kota.
worth-change-alone = Belum ada barang sejenis lain di kota ini. Turun kalau ada yang memasangnya.
worth-change-others = { $city } barang sejenis lain ditawarkan di kota ini, { $district } di antaranya di kecamatan yang sama. Naik kalau berkurang, turun kalau bertambah.
worth-change-ends = Sedang musimnya: { $season }, sampai { $until }. Sesudah itu turun.
worth-change-begins = Naik pada musim { $season }, mulai { $from }.
worth-change-always = Barang jenis ini tidak mengikuti musim.
worth-season-ramadan = Ramadan
worth-season-lebaran = Lebaran
worth-season-school = masuk sekolah
worth-season-rain = hujan
worth-adjust = Sesuaikan nilainya
worth-adjust-lead = Ada yang tidak terlihat oleh hitungan? Naikkan atau turunkan sampai 15%. Alasanmu terbaca oleh yang mau menukar.
worth-adjust-percent = Penyesuaian dalam persen
worth-adjust-hint = Antara −15 dan 15. Isi 0 untuk memakai hitungan apa adanya.
worth-adjust-reason = Alasan
worth-adjust-reason-hint = 10 sampai 200 karakter, misalnya apa saja yang ikut.
worth-adjust-save = Simpan penyesuaian

seller-label = Penjual
    .moneyless = Pemilik
seller-label-free = Pemberi
seller-profile = Profil

taken-reserved = Sudah dipesan orang lain.
taken-reserved-text = Kalau tidak jadi, barang ini tayang lagi di sini.
taken-sold = Barang ini sudah terjual.
    .moneyless = Barang ini sudah ditukar.
taken-given = Barang ini sudah diberikan.
taken-sold-text = Lihat yang mirip di bawah atau cari lagi.
taken-gone = Barang ini sedang tidak tayang.
taken-gone-text = Pemiliknya menghapus iklannya atau masa tayangnya habis.
kept-title = Simpanan barter.
kept-text-laid = Pemiliknya menunjukkan barang ini kepadamu dalam barter. Orang lain tidak melihatnya.
kept-text = Hanya kamu yang melihat halaman ini, sampai kamu menawarkan barangnya dalam barter.

buy-title = Beli langsung
buy-text = Kami tanyakan ke { $name } apakah barangnya masih ada dengan harga ini. Kamu belum membayar apa pun.
buy-ask-title = Ajukan pembelian
buy-now-text = Barangnya langsung disimpan untukmu dari { $name }, dengan harga ini.
buy-now-send = Beli sekarang { $amount }
buy-ask-first = Tanya penjual dulu
buy-send = Ajukan beli { $amount }

delete-title = Hapus barang ini?
delete-text = “{ $title }” tidak tayang lagi, dan semua yang menunggu jawaban diberi tahu. Chat tetap tersimpan.
delete-keep = Biarkan
delete-do = Hapus barang

sell-title = Pasang barang
sell-title-edit = Ubah barang
sell-close = Tutup, draf tersimpan
sell-close-edit = Tutup tanpa menyimpan
sell-step = Langkah
sell-back = Langkah sebelumnya
sell-next = Lanjut
sell-post = Pasang barang
sell-save = Simpan perubahan
sell-posting = Mengirim…

sell-photos = Foto barangmu
sell-photos-lead = Foto pertama jadi sampul. Ambil di tempat terang, tunjukkan juga kurangnya.
sell-photos-list = Foto barang
sell-photos-order = Geser atau pakai tombol panah untuk mengatur urutan.
sell-photos-clean = { $n ->
   *[other] Lokasi dan data kamera dihapus dari setiap foto. Sampai { $n } foto.
}
sell-photo-take = Ambil foto
sell-photo-gallery = Galeri
sell-photo-plain = Pilih foto
sell-photo-alt = Foto { $n }
sell-cover = Sampul
sell-photo-remove = Hapus foto { $n }
sell-photo-earlier = Pindahkan foto { $n } ke depan
sell-photo-later = Pindahkan foto { $n } ke belakang
sell-photo-moved = Sekarang foto { $n }
sell-photo-removed = Foto dihapus
sell-photo-sending = Mengirim foto { $n }
sell-photo-sent = Foto terkirim
sell-photo-none = Tambahkan paling sedikit satu foto barangnya sendiri.
sell-photo-wait = Tunggu sebentar, masih ada foto yang dikirim.
sell-photo-full = { $n ->
   *[other] Paling banyak { $n } foto.
}
sell-photo-kind = Yang itu bukan foto. Pakai JPG, PNG, atau WebP.

sell-story = Ceritakan barangnya
sell-story-lead = Jujur soal kondisi bikin orang percaya dan tidak komplain.
sell-name = Judul
sell-name-hint = Sebut jenis dan ciri utamanya
sell-about = Cerita barang
sell-about-example = Dipakai berapa lama, kenapa dilepas, apa saja yang ikut
sell-flaw = Kekurangan barang
sell-flaw-example = Lecet kecil di sisi bawah, lihat foto kedua
sell-flaw-hint = Kalau memang tidak ada, tulis “tidak ada”.
sell-category = Kategori
sell-category-pick = Pilih kategori
sell-condition = Kondisi
sell-more = Merek, ukuran, warna
sell-tags-hint = Pisahkan dengan koma, misalnya vintage, kulit asli

sell-ways = Mau dilepas bagaimana?
sell-ways-lead = Boleh jual sekaligus barter.
sell-ways-either = Pilih salah satu.
sell-ways-one = Isi yang perlu diketahui peminat.
sell-mode-jual = Jual dan tawar
sell-mode-jual-hint = Pembeli bisa menawar langsung
sell-mode-barter = Barter
sell-mode-barter-hint = Tukar dengan barang lain
sell-mode-gratis = Gratis
sell-mode-gratis-hint = Kamu pilih siapa yang mengambil
sell-mode-none = Pilih paling sedikit satu cara.
sell-price = Harga jual
sell-price-hint = Boleh ketik 350rb atau 1,5jt
sell-price-none = Isi harga jualnya.
sell-min = Harga terendah
sell-min-secret = Rahasia
sell-min-hint = Tidak pernah ditampilkan ke siapa pun.
sell-min-high = Harga terendah tidak boleh di atas harga jual.
sell-original = Harga asli
sell-original-price = Harga waktu baru
sell-original-source = Dari mana tahu harganya?
sell-original-source-example = Nota toko, tautan toko resmi
sell-original-hint = Harga coret hanya tampil kalau sumbernya disebut.
sell-wanted = Mau ditukar dengan apa?
sell-wanted-example = Kamera analog, sepeda lipat
sell-kept = Simpan untuk barter saja
sell-kept-hint = Tidak dipajang. Hanya kamu yang melihatnya, sampai kamu menawarkannya dalam barter.

sell-handover = Serah terima
sell-handover-lead = Orang lain hanya melihat sampai kecamatan.
sell-cod-only = Di situs ini semua barang diserahkan langsung.
sell-delivery-none = Pilih paling sedikit satu cara serah terima.
sell-region = Lokasi barang
sell-show-village = Tampilkan juga kelurahan atau desanya
sell-show-village-hint = Tanpa ini, orang lain hanya melihat kecamatannya.
sell-region-hint = Ketik kecamatan atau kelurahan, lalu pilih dari daftar.
sell-region-none = Pilih lokasi barang dari daftar.

sell-review = Siap dipasang
sell-review-edit = Siap disimpan
sell-review-lead = Periksa sekali lagi sebelum tampil ke orang lain.
sell-fact-photos = Foto
sell-fact-ways = Cara
sell-fact-place = Lokasi
sell-fact-days = Tayang
sell-days = { $n ->
   *[other] { $n } hari
}
sell-honest = Barang ini milikku, fotonya asli, dan tidak termasuk
sell-honest-list = barang terlarang
sell-need-honest = Centang ini dulu sebelum memasang.
sell-draft = Draf terakhirmu dimuat. Fotonya perlu dipilih lagi.
sell-draft-drop = Mulai baru

profile-description = Barang bekas yang dijual { $name } di { $site }.
    .moneyless = Barang bekas { $name } untuk ditukar di { $site }.
profile-about = Tentang
profile-since = bergabung { $ago }
profile-tabs = Barang
profile-tab-active = Dijual
    .moneyless = Tersedia
profile-tab-sold = Terjual
    .moneyless = Sudah ditukar
profile-empty = Belum ada barang
profile-empty-own = Barang yang kamu pasang muncul di sini.
profile-empty-text = { $name } sedang tidak menjual apa-apa.
    .moneyless = { $name } sedang tidak menawarkan apa-apa.
profile-empty-sold = Belum ada yang terjual
    .moneyless = Belum ada yang ditukar
profile-empty-sold-own = Setelah serah terima selesai, barangmu pindah ke sini.
profile-empty-sold-text = Barang { $name } yang sudah terjual muncul di sini.
    .moneyless = Barang { $name } yang sudah ditukar muncul di sini.
profile-look-on = Cari barang lain
profile-edit = Ubah profil

mine-title = Profil saya
mine-menu = Urusanku
mine-selling = Penjualan
    .moneyless = Barangku
mine-buying = Pembelian
    .moneyless = Ajakanku
mine-reserved = { $n ->
   *[other] { $n } dipesan
}
mine-public = Lihat profilku seperti orang lain
mine-settings = Pengaturan akun
mine-kept = simpanan barter
theme-title = Tampilan
theme-system = Ikuti perangkat
theme-light = Terang
theme-dark = Gelap
mine-verify = Emailmu belum dikonfirmasi.
mine-verify-act = Kirim ulang emailnya
mine-signout = Keluar
pick-title = Pilih penerima dengan adil
pick-lead = { $n } orang meminta barang ini. Kami pilih yang paling jarang dapat barang gratis, lalu diundi.
pick-do = Pilihkan dengan adil
waiting-lead = Masih berminat? Kami kabari kalau barangnya bebas lagi.
waiting-join = Masuk antrean
waiting-place = Kamu nomor { $n } dari { $of } dalam antrean.
waiting-leave = Keluar
