# Jawaban atas tindakan, kesalahan, waktu, surel: kata-kata yang dipilih server.

site-tawar-tagline = Jual bekas, tawar langsung
site-barterhub-tagline = Tukar barang, tanpa uang
site-belantara-tagline = Jual bekas, tawar langsung
site-sampahkupilah-tagline = Pilah, pakai lagi, bagikan

time-now = baru saja
time-minutes = { $n } menit
time-hours = { $n } jam
time-days = { $n } hari
time-ago = { $span } lalu
time-yesterday = kemarin
time-today = hari ini
time-tomorrow = besok
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = Mei
month-6 = Jun
month-7 = Jul
month-8 = Agu
month-9 = Sep
month-10 = Okt
month-11 = Nov
month-12 = Des

error-400 = Permintaan ini tidak bisa dibaca.
error-401 = Masuk dulu untuk melanjutkan.
error-403 = Kamu tidak punya izin untuk ini.
error-404 = Yang kamu cari tidak ada, atau sudah tidak ada.
error-405 = Alamat ini tidak bisa dipakai dengan cara itu.
error-408 = Koneksimu terlalu lambat. Coba lagi.
error-409 = Keadaannya sudah berubah. Muat ulang halaman ini.
error-413 = Kiriman terlalu besar.
error-415 = Jenis kiriman ini tidak dikenal.
error-422 = Ada isian yang perlu diperbaiki.
error-429 = Terlalu sering. Coba lagi dalam { $seconds } detik.
error-500 = Ada yang rusak di pihak kami. Tidak ada yang berubah; coba lagi sebentar.
error-503 = Layanan sedang sibuk. Tidak ada yang berubah; coba lagi sebentar.
error-body = Kiriman terputus di tengah jalan. Coba lagi.
error-csrf = Formulirnya terlalu lama terbuka, jadi belum terkirim. Muat ulang, lalu coba lagi.
error-json = Isi kiriman tidak bisa dibaca: { $why }
error-query = Alamat ini berisi nilai yang tidak bisa dibaca: { $why }
error-multipart = Berkas tidak terkirim utuh: { $why }
error-origin = Sambungan ini hanya untuk halaman kami sendiri.
error-upgrade = Alamat ini hanya untuk sambungan WebSocket.
error-socket-binary = Hanya pesan teks yang diterima.
error-socket-command = Perintah ini tidak dikenal.

signup-name-length = Isi nama, paling banyak 60 huruf.
signup-name-link = Nama tidak boleh berisi alamat web atau email.
signup-name-reserved = Nama ini tidak bisa dipakai karena mirip nama resmi.
signup-need-contact = Isi email atau nomor HP.
signup-email-shape = Alamat email ini tidak benar.
signup-phone-shape = Nomor HP ini tidak benar. Contoh: 0812 3456 7890.
signup-password-short = Kata sandi paling sedikit 8 huruf atau angka.
signup-password-long = Kata sandi terlalu panjang.
signup-password-common = Kata sandi ini terlalu mudah ditebak.
signup-need-terms = Setujui syarat dan kebijakan privasi untuk mendaftar.
signup-taken = Sudah ada akun dengan ini. Masuk, atau pakai yang lain.
signup-welcome = Selamat datang, { $name }!
signin-failed = Email, nomor HP, atau kata sandi salah.
signin-suspended = Akun ini sedang ditangguhkan. Hubungi kami kalau menurutmu keliru.
signout-done = Kamu sudah keluar.
reset-done = Kata sandi sudah diganti. Silakan masuk.
reset-stale = Tautan ini sudah dipakai atau kedaluwarsa. Minta yang baru.
verify-sent = Tautan verifikasi sudah dikirim ke emailmu.
settings-saved = Tersimpan.
settings-bio-length = Paling banyak 500 huruf.
session-revoked = Perangkat itu sudah dikeluarkan.
region-unknown = Pilih tempat dari daftar.

mail-greeting = Halo { $name },
mail-greeting-plain = Halo,
mail-verify-subject = Pastikan surelmu di { $site }
mail-verify-body =
    { $greeting }

    buka tautan ini untuk memastikan surelmu di { $site }:
    { $link }

    Tautan berlaku 2 hari. Kalau bukan kamu yang mendaftar, abaikan surel ini.
mail-reset-subject = Ganti kata sandi { $site }
mail-reset-body =
    { $greeting }

    buka tautan ini untuk mengganti kata sandimu di { $site }:
    { $link }

    Tautan berlaku 1 jam dan hanya sekali. Kalau bukan kamu yang meminta, abaikan surel ini; kata sandimu tetap sama.

listing-title-length = Judul 4 sampai 80 huruf.
listing-description-short = Ceritakan barangnya, paling sedikit 10 huruf.
listing-description-long = Cerita paling banyak 4.000 huruf.
listing-flaw-long = Kekurangan paling banyak 500 huruf.
listing-need-condition = Pilih kondisi barang.
listing-need-category = Pilih kategori.
listing-need-sub-category = Pilih kategori yang lebih rinci.
listing-need-mode = Pilih barang ini mau dilepas bagaimana.
listing-mode-not-here = Cara itu tidak ada di situs ini.
listing-free-alone = Barang gratis tidak bisa sekaligus dijual atau dibarter.
listing-kept-barter-only = Hanya barang yang khusus barter yang bisa disimpan. Lepas cara lainnya dulu.
listing-need-price = Isi harga jual.
listing-price-range = Harga antara Rp1 dan Rp1.000.000.000.000.
listing-price-without-sale = Harga hanya untuk barang yang dijual.
listing-min-above-price = Harga terendah tidak boleh di atas harga jual.
listing-original-below-price = Harga asli harus di atas harga jual.
listing-need-source = Sebutkan asal harga asli, misalnya toko dan tahunnya.
listing-need-delivery = Pilih cara serah terima.
listing-cod-only = Di sini barang hanya diserahkan dengan COD (ketemuan).
listing-need-region = Pilih lokasi barang.
listing-need-photo = Tambahkan paling sedikit satu foto.
listing-too-many-photos = Paling banyak { $max } foto.
listing-photo-unknown = Salah satu foto tidak ditemukan. Unggah lagi.
listing-tags = Paling banyak 12 kata kunci, masing-masing 30 huruf.
listing-too-long = Paling banyak { $max } huruf.
message-id-taken = Nomor pesan ini sudah dipakai untuk pesan lain.
listing-changed = Iklan ini sudah berubah di tab atau perangkat lain. Periksa isiannya; simpan lagi kalau memang ini yang kamu mau.
listing-posted-before = Barang dengan nomor ini sudah kamu pasang dengan isi lain.
listing-id-taken = Nomor barang ini sudah dipakai. Muat ulang halaman.
listing-held = Barang ini sedang dalam kesepakatan, jadi belum bisa diubah atau dihapus.
listing-not-yours = Hanya pemilik barang yang bisa melakukan ini.
listing-removed = Barang ini diturunkan oleh moderator.
listing-posted = Barangmu sudah tayang.
listing-kept = Tersimpan untuk barter. Hanya kamu yang melihatnya.
listing-saved = Perubahan tersimpan.
listing-gone = Barang sudah dihapus dari daftar.
worth-adjust-range = Penyesuaian paling banyak { $max }%, naik atau turun.
worth-reason-length = Tulis alasannya, 10 sampai 200 huruf.
worth-not-barter = Nilai hanya untuk barang yang bisa dibarter.
worth-saved = Penyesuaian nilai tersimpan.
photo-missing = Tidak ada foto yang terkirim.
photo-not-a-photo = Berkas ini bukan foto JPEG, PNG, atau WebP.
photo-heif = Foto HEIC atau AVIF belum bisa. Kirim sebagai JPEG (iPhone: Pengaturan → Kamera → Format → Paling Kompatibel).
photo-damaged = Foto ini rusak. Coba foto lain.
photo-too-many-pixels = Foto ini terlalu besar ukurannya. Paling besar 120 megapiksel (WebP 40).
photo-too-small = Foto ini terlalu kecil. Paling kecil 50 × 50 piksel.
photo-too-large = Foto paling besar { $megabytes } MB.

search-point = Titik lokasi tidak benar.
search-radius = Jarak antara 1 dan 2.000 km.
search-sort = Urutan itu tidak dikenal.
search-status = Hanya barang yang masih ada yang bisa dicari.
search-page = Nomor halaman mulai dari 1.
search-word = Salah satu pilihan tidak dikenal.
search-from = Mulai { $price }
search-to = Sampai { $price }
search-near-me = Dekat saya
search-your-place = lokasimu

message-empty = Tulis dulu pesannya.
message-photo-unknown = Foto itu tidak ditemukan. Unggah lagi, ya.
message-quote-unknown = Pesan yang dibalas tidak ditemukan.
message-not-yours = Hanya pesan sendiri yang bisa dihapus.
message-evidence = Selama transaksi berjalan, isi chat menjadi bukti dan tidak bisa dihapus.
message-too-long = Pesan paling panjang { $max } huruf.
room-which-buyer = Sebutkan pembeli yang mana.
offer-own-thing = Ini barangmu sendiri.
offer-action = Langkah itu tidak dikenal.
offer-amount-range = Tawaran antara Rp1 dan Rp1.000.000.000.000.
offer-free-thing = Barang ini gratis: minta saja, tanpa harga.
offer-barter-only = Barang ini hanya untuk barter.
offer-note-long = Pesan paling banyak 500 huruf.
offer-not-your-turn = Sekarang giliran yang lain. Tunggu jawabannya, atau tarik dulu tawaranmu.
offer-stale = Tawarannya sudah berubah. Lihat yang terbaru dulu.
offer-taken = Sudah dipesan orang lain.
offer-listing-gone = Barang ini sudah tidak ditawarkan.
offer-none = Tidak ada tawaran di meja.
offer-ran-out = Tawaran ini sudah kedaluwarsa.
offer-agreed-already = Kalian sudah sepakat.
offer-id-taken = Nomor tawaran ini sudah dipakai. Muat ulang halaman.
offer-buy-now-note = Saya ambil dengan harga ini, Kak.
deal-too-late = Kesepakatan ini sudah tidak bisa dibatalkan.
deal-bound = Tawaranmu mengikat selama penjual masih menimbang. Setelah waktunya lewat, kesepakatan masih bisa dibatalkan.
deal-not-due = Batas waktunya belum sampai.
deal-called-off = Kesepakatan dibatalkan. Barangnya kembali ditawarkan.

said-countered = Tawaran dibalas.
said-agreed = Sepakat { $amount }. Kode { $code }. Barang disimpan untuk pembeli.
said-agreed-free = Sepakat, gratis. Kode { $code }. Barang disimpan untuk pembeli.
said-declined = { $name } menolak tawaran.
said-withdrawn = { $name } menarik tawaran.
said-expired = Tawaran kedaluwarsa setelah 24 jam tanpa jawaban.
said-taken = Barang ini sudah dipesan orang lain.
said-gone = Barang ini sudah tidak ditawarkan.
said-reopened = Barang ini ditawarkan lagi.
said-free-again = Barang ini ditawarkan lagi.
said-deal-off = Kesepakatan { $code } dibatalkan. Barangnya kembali ditawarkan.
chat-badge-taken = Dipesan orang lain
chat-badge-gone = Tidak tayang lagi
chat-last-deleted = Pesan dihapus
chat-last-photo = Foto
chat-last-offer = Tawaran { $amount }

error-title-400 = Ada yang kurang pas
error-title-403 = Bukan untuk kamu
error-title-csrf = Halaman ini kedaluwarsa
error-title-404 = Tidak ketemu
error-title-429 = Pelan-pelan dulu
error-title-500 = Ada yang rusak di pihak kami

device-on = { $browser } di { $system }
device-unknown = Perangkat lain
deal-not-yet = Langkah ini belum tersedia di sini.
deal-status-unknown = Status itu tidak dikenal.
search-facets = Persempit hasil
said-deal-off-gone = Kesepakatan { $code } dibatalkan. Masa tayang barangnya sudah habis.
offer-not-for-barter = Barang ini tidak ditukar dengan barang.
offer-no-cash = Di sini barter tanpa uang.
offer-item-gone = Salah satu barang di paket ini sudah tidak bisa didapat.
offer-item-unknown = Salah satu barang itu tidak bisa dipakai di paket ini.
offer-item-not-so = Salah satu barang itu tidak dilepas dengan cara ini.
offer-items-many = Paling banyak 20 barang di satu paket.
offer-items-twice = Setiap barang cukup sekali di satu paket.
offer-promised-away = Barang ini sedang dijanjikan ke orang lain. Lepas janjinya dulu.
offer-out-of-tries = Batas menawarmu untuk hari ini sudah habis. Tunggu penjual, atau ambil dengan harga di iklan.
offer-fixed-price = Harga pas: penjual tidak menerima tawaran di bawah harga.
offer-changed = Keterangan barangnya berubah setelah tawaran ini dibuat. Pembuatnya perlu menawar ulang dulu.
offer-suspended = Akun salah satu dari kalian sedang ditangguhkan, jadi belum bisa bertransaksi.
said-changed = Keterangan barang di tawaran ini baru saja diubah. Lihat lagi, lalu tawar ulang atau tarik tawarannya.
offer-bound = Tawaran ini sudah diteruskan asisten ke penjual dan mengikat sampai waktunya habis, jadi tidak bisa ditarik atau dikurangi.
offer-asked-already = Kamu sudah minta tambahan. Tunggu jawabannya.
offer-reason-long = Paling banyak 140 huruf.
barter-turn = Ajakanmu sudah di meja. Tunggu jawaban, atau tarik dulu.
said-agreed-barter = Sepakat barter. Kode { $code }. Semua barang di paket disimpan untuk kalian.
said-agreed-barter-cash = Sepakat barter, ditambah { $amount }. Kode { $code }. Semua barang di paket disimpan untuk kalian.
said-asked-more = { $name } minta tambahan.
said-asked-more-words = { $name } minta tambahan: “{ $text }”
said-declined-words = { $name } menolak tawaran: “{ $text }”
said-too-low = Maaf, harga terlalu rendah untuk barang ini. Boleh coba lagi dengan tawaran yang lebih dekat.
said-item-gone = Salah satu barang di paket sudah tidak bisa didapat. Tawarannya hangus, silakan susun lagi.
offer-gift-quota = Jatah gratis sudah penuh: paling banyak 3 barang dalam 30 hari.
promise-elsewhere = Barang ini sudah kamu janjikan ke orang lain. Lepas dulu janjinya.
promise-seller-only = Hanya penjual yang bisa menjanjikan barangnya.
promise-made = Barang dijanjikan ke pembeli ini selama 24 jam.
promise-ended = Janjinya dilepas.
waiting-not-held = Barang ini tidak sedang dipesan.
waiting-joined = Kamu masuk antrean, nomor { $n }. Kami kabari kalau barangnya bebas lagi.
waiting-left = Kamu keluar dari antrean.
pick-not-free = Pilih adil hanya untuk barang gratis.
pick-nobody = Belum ada yang bisa dipilih.
said-promised = Barang ini dijanjikan untuk { $name } selama 24 jam. Sepakati harga dan waktunya sebelum itu.
said-promised-away = Barang ini sedang dijanjikan ke orang lain. Tawaranmu tetap di meja.
said-promise-over = Barang ini tidak dijanjikan ke siapa pun lagi.
said-your-turn = Barang yang kamu tunggu bebas lagi. Kamu nomor { $n } dalam antrean.
said-picked = Dipilih adil dari { $n } peminta: yang paling jarang dapat barang gratis, lalu diundi.
said-soon = Tawaran ini habis kurang dari 2 jam lagi.

amount-invalid = Tulis jumlahnya dengan angka, misalnya 350.000, 350rb, atau 1,5jt.
amount-ambiguous = Jumlahnya bisa dibaca dua cara. Tulis lengkap, misalnya 1.250.000, 2jt, atau 2 miliar.
buy-price-changed = Harganya baru diubah: sekarang { $price }. Periksa lagi sebelum membeli.
buy-not-for-sale = Barang ini tidak dijual dengan uang.
