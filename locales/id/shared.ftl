# The frame of every page, and what many pages say.

nav-skip = Langsung ke isi
nav-logo = { $name }, ke beranda
nav-main = Menu utama
nav-home = Beranda
nav-search = Cari
nav-sell = Pasang
nav-sell-long = Pasang barang
nav-chat = Chat
nav-unread = belum dibaca
nav-profile = Profil
nav-profile-mine = Profil saya, { $name }
nav-signin = Masuk
nav-categories = Kategori
nav-near = Dekat saya
nav-place-change = Wilayahmu { $place }, ubah
nav-back = Kembali

bar-actions = Tindakan
close = Tutup
retry = Coba lagi
all = Semua
see-all = Lihat semua
optional = (boleh kosong)
may-be-empty = Boleh kosong
trail = Jejak
share = Bagikan
share-copied = Tautan disalin

js-failed = Ada yang gagal di sisi kami. Coba lagi sebentar.
js-offline = Tidak ada sambungan internet. Belum ada yang terkirim.

foot-rules = Aturan main
foot-prohibited = Barang terlarang
foot-terms = Syarat dan ketentuan
foot-privacy = Kebijakan privasi
foot-categories = Semua kategori
foot-api = API untuk pengembang
foot-language = English
foot-theme = Terang atau gelap
foot-complaints = Keluhan dan pertanyaan:
foot-authority = Layanan pengaduan konsumen:
foot-pktn = Ditjen PKTN, Kementerian Perdagangan
foot-demo = Situs ini berisi barang dan orang contoh.

mode-jual = Dijual
mode-barter = Barter
mode-gratis = Gratis
door-jual = Tawar
door-jual-hint = Nego sampai cocok
door-barter = Barter
door-barter-hint = Tukar dengan barang lain
door-gratis = Gratis
door-gratis-hint = Tinggal ambil

condition-baru-segel = Baru segel
condition-baru-segel-hint = Belum pernah dibuka
condition-seperti-baru = Seperti baru
condition-seperti-baru-hint = Dipakai 1–3 kali, tanpa bekas
condition-bagus = Bagus
condition-bagus-hint = Bekas pakai wajar, semua fungsi normal
condition-layak-pakai = Layak pakai
condition-layak-pakai-hint = Bekas pakai jelas, masih berfungsi
condition-butuh-perbaikan = Butuh perbaikan
condition-butuh-perbaikan-hint = Ada yang rusak, sebutkan di cerita

delivery-cod = COD (ketemuan)
    .moneyless = Ketemuan
delivery-cod-hint = Janjian lalu bayar di tempat, tanpa perlindungan dana
    .moneyless = Janjian, saling periksa, lalu bertukar
delivery-kirim = Kirim
delivery-kirim-hint = Ongkos kirim dibicarakan di chat, tanpa perlindungan dana
    .moneyless = Ongkir dibicarakan di chat
delivery-gosend = Kurir instan
delivery-gosend-hint = Sekota, sampai hari itu juga

cod-title = COD (ketemuan), tanpa perlindungan dana.
    .moneyless = Ketemuan langsung.
cod-title-free = Ketemuan, tanpa bayar.
cod-text = Bertemu di tempat ramai, periksa barangnya, baru bayar. Jangan transfer sebelum melihat barang.
    .moneyless = Bertemu di tempat ramai dan periksa barangnya sebelum bertukar.
cod-text-free = Bertemu di tempat ramai. Barangnya gratis: kalau ada yang minta ongkos atau jaminan, jangan beri.
cod-more = Aturan main

price-was = harga asli

card-sold = Terjual
    .moneyless = Sudah ditukar
card-reserved = Sudah dipesan
card-kept = Simpanan barter
card-gone = Tidak tayang
card-likes = suka
card-chats = chat
card-wanted = Mau: { $wanted }
like-title = Suka { $title }
like-saved = Disimpan ke Suka
liked-title = Suka
liked-empty = Belum ada yang kamu suka
liked-empty-text = Ketuk hati pada barang yang menarik; barangnya terkumpul di sini.
liked-see = Lihat
like-removed = Dihapus dari Suka
like-signin = Masuk dulu untuk menyimpan barang yang kamu suka.

photo-n = Foto { $n } dari { $of }
photo-prev = Foto sebelumnya
photo-next = Foto berikutnya
photo-large-view = Foto ukuran besar
photo-larger = Perbesar
photo-smaller = Perkecil

near-locating = Mencari lokasimu…
near-denied = Izin lokasi ditolak. Kamu bisa memilih wilayah di saringan.
near-failed = Lokasimu belum ketemu. Pilih wilayah di saringan saja.

pages-label = Halaman hasil
pages-page = Halaman
pages-prev = Halaman sebelumnya
pages-next = Halaman berikutnya

suggest-some = { $n } saran

offer-title = Tawar harga
offer-asking-of = Harga { $name }
offer-amount = Tawaranmu
offer-hint = Boleh ketik 350rb atau 1,5jt
offer-quick = Pilihan cepat
offer-note = Pesan
offer-note-example = Bisa ketemuan hari Sabtu, Kak?
offer-valid = Berlaku 24 jam. Tawaran hangus sendiri kalau tidak dijawab.
offer-below = { $percent }% di bawah harga
offer-above = { $percent }% di atas harga
offer-equal = sama dengan harganya
unit-thousand = rb (kali seribu)
unit-million = jt (kali sejuta)
offer-unclear = Jumlahnya belum terbaca. Contoh: 350.000 atau 350rb
offer-assistant = Kalau penjual sedang pergi, asistennya (@tawar, otomatis) yang menjawab. Tawaran yang ia teruskan atau terima tidak bisa ditarik.
offer-answers = { $name } menawar { $amount }. Kalau cocok, terima saja tawarannya.
offer-confirm-lower = Tetap kirim, walau lebih rendah dari itu
offer-confirm-higher = Tetap kirim, walau lebih tinggi dari itu
offer-send = Kirim tawaran { $amount }
offer-method-label = Serah terima
offer-send-empty = Kirim tawaran

region-title = Wilayah
region-placeholder = Misalnya Kemang, Coblong, atau Jaksel
region-hint = Ketik namanya, atau pilih dari provinsi.
region-loading = Mencari…
region-none = Tidak ketemu. Coba nama kelurahan, kecamatan, atau kotanya.
region-some = { $n } wilayah
region-back = Kembali
region-whole = Seluruh { $name }
region-provinces = Pilih provinsi
region-chosen = Terpilih: { $name }

person-verified = Kontak terverifikasi
person-online = Online
person-seen = Online { $ago }
person-reviews = { $n } ulasan
person-no-reviews = belum ada ulasan
person-sold = terjual
    .moneyless = ditukar
person-joined = bergabung
person-listings = dijual
    .moneyless = tersedia

error-code = Kode untuk bantuan:
error-look = Cari barang lain
error-reload = Muat ulang halamannya
error-home = Ke beranda

# The API reference at /api/docs; the operations themselves are described in English.
api-title = API
api-lead = Semua alamat API JSON: apa yang dikirim dan apa jawabannya. Alamat yang sama juga menjawab di /api/marketplace. Uang dalam rupiah bulat, waktu dalam UTC. Rinciannya berbahasa Inggris.
api-document = Dokumen OpenAPI (JSON)
api-resources = Jenis data
api-schemas = Skema
api-parameters = Parameter
api-body = Isi permintaan
api-answers = Jawaban
api-required = wajib
api-who-anyone = Boleh dipanggil siapa saja.
api-who-member = Harus masuk: cookie sesi atau token Bearer.
api-who-moderator = Moderator dan pemilik situs.
