## @tawar, asisten penjual
assistant-name = Asisten penjual (otomatis)
assistant-said = { $text }
assistant-accept-1 = Siap, Kak! { $amount } diterima ya. Penjual masih bisa membatalkan sebentar, nanti dikabari di sini.
assistant-accept-2 = Deal di { $amount }, Kak. Terima kasih! Penjual dikabari sekarang dan masih punya waktu sebentar untuk membatalkan.
assistant-accept-3 = Oke Kak, sepakat { $amount }. Barangnya disimpan dulu buat Kakak sambil menunggu penjual.
assistant-counter-1 = Makasih tawarannya, Kak. Kalau { $amount } gimana?
assistant-counter-2 = Wah, belum bisa segitu, Kak. Aku bisa kasih { $amount } ya.
assistant-counter-3 = Nego dikit boleh, Kak. { $amount }, langsung bisa diambil.
assistant-counter-4 = Buat Kakak { $amount } deh. Kalau cocok tinggal diterima.
assistant-counter-5 = Tawarannya sudah aku catat, Kak. Dari sini bisanya { $amount }.
assistant-low-1 = Makasih sudah menawar, Kak, tapi harganya terlalu rendah untuk barang ini.
assistant-low-2 = Maaf ya Kak, harga terlalu rendah. Boleh dinaikkan lagi?
assistant-low-3 = Belum bisa, Kak, harga terlalu rendah. Silakan coba tawaran lain ya.
assistant-hand-1 = Sebentar ya Kak, tawaran ini aku teruskan ke penjualnya langsung.
assistant-hand-2 = Tawarannya menarik, Kak. Biar penjual yang menjawab sendiri ya.
assistant-hand-3 = Yang ini aku sampaikan ke penjual dulu, Kak. Tunggu kabarnya ya.
said-declined-assistant = Asisten penjual (otomatis) menolak tawaran.
said-confirmed = Kesepakatan { $code } berlaku. Penjual tidak membatalkannya.
chat-offer-counter-assistant = Tawaran balik asisten

assistant-title = Asisten tawar
assistant-lead = @tawar menjawab tawaran untukmu, dalam batas yang kamu tulis. Pembeli melihat bahwa yang menjawab asisten otomatis.
assistant-on = Menyala
assistant-off = Mati
assistant-until = Sampai { $moment }
assistant-mode = Kapan menjawab
assistant-mode-off = Mati
assistant-mode-away = Saat aku pergi lebih dari 1 jam
assistant-mode-always = Selalu
assistant-style = Gaya menawar
assistant-style-tegas = Tegas: hampir tidak turun
assistant-style-luwes = Luwes: turun pelan-pelan
assistant-style-cepat = Cepat: turun agak banyak, biar lekas laku
assistant-auto-accept = Boleh menerima mulai harga terendahku
assistant-auto-accept-hint = Harga terendahmu { $amount }. Pembeli tidak pernah melihatnya.
assistant-no-minimum = Kamu belum menulis harga terendah, jadi @tawar tidak menerima apa pun di bawah harga tanpa kamu.
assistant-floor = Tolak langsung di bawah (% dari harga)
assistant-tries = Berapa kali @tawar menjawab satu pembeli per hari (0–3)
assistant-minutes = Waktumu membatalkan kesepakatannya (menit, 0–60)
assistant-days = Menyala berapa hari
assistant-days-hint = Boleh kosong: berlaku sampai kamu matikan.
assistant-more = Pengaturan lain
assistant-save = Simpan
assistant-switch-off = Matikan sekarang
assistant-switched-on = Izin disimpan. @tawar menjawab sesuai izinmu.
assistant-switched-off = @tawar mati. Tawaran kembali kamu jawab sendiri.
assistant-try = Coba dulu
assistant-try-hint = Ini jawaban untuk tawaran pertama seorang pembeli, dengan pilihan di atas. Tidak ada yang terkirim atau tersimpan.
assistant-try-amount = Tawaran pembeli
assistant-try-send = Lihat jawabannya
assistant-would-accept = Diterima { $amount }
assistant-would-counter = Dibalas { $amount }
assistant-would-decline = Ditolak: terlalu rendah
assistant-would-hand = Diteruskan ke kamu
assistant-receipts = Keputusan @tawar
assistant-receipts-none = Belum ada. Setiap keputusan @tawar tercatat di sini.
assistant-link = Asisten
assistant-why-asking = sama dengan harga atau lebih
assistant-why-allowed = mencapai harga terendahmu, kamu mengizinkan
assistant-why-curve = sesuai gaya
assistant-why-too_low = di bawah batas tolak
assistant-why-tries = jatah tawaran habis
assistant-why-promised = sudah kamu janjikan ke orang lain, kamu yang memutuskan
assistant-why-near = sudah dekat, kamu yang memutuskan
assistant-not-for-sale = Barang ini tidak dijual dengan uang, jadi tidak ada yang bisa ditawar asisten.
assistant-here = Penjualnya sedang ada, Kak. Tawarannya sudah sampai, tunggu jawabannya ya.
assistant-is-off = Asisten penjual sedang mati untuk barang ini. Kirim tawaran biasa saja.
assistant-needs-minimum = Tulis harga terendah dulu, baru asisten boleh menerima di bawah harga.
assistant-floor-range = Isi antara 0 dan 100 persen.
assistant-tries-range = Isi antara 0 dan 3.
assistant-minutes-range = Isi antara 0 dan 60 menit.
assistant-days-range = Isi antara 1 dan 365 hari.

## Meja tawar
stall-title = Meja tawar
    .moneyless = Meja barter
stall-tab = Meja
stall-price = Harga
stall-selling = barangmu
stall-buying = kamu incar
stall-waiting = menunggu jawabanmu
stall-you-to = Tawaranmu ke { $name }
stall-request-to = Permintaanmu ke { $name }
stall-give = Berikan
stall-their-turn = Menunggu { $name }
stall-all = Jawab { $n } tawaran sekaligus
stall-all-price = Satu harga untuk semua
stall-all-counter = Balas semua
stall-all-decline = Tolak semua
stall-answered = { $n } tawaran sudah dijawab.
stall-left = { $n } tawaran tidak dijawab: isinya barang, sudah berubah, atau sudah setinggi harga itu. Lihat satu per satu.
stall-empty-title = Meja masih kosong
stall-empty-text = Tawaran yang sedang berjalan, punyamu dan pembelimu, terkumpul di sini.
    .moneyless = Ajakan yang sedang berjalan, punyamu dan untuk barangmu, terkumpul di sini.
assistant-command-elsewhere = Perintah @tawar di chat ini hanya untuk barang di atas. Buka chat barang yang kamu maksud dulu.

## Harga turun sendiri
drop-title = Turunkan harga otomatis
drop-lead = Harga turun sedikit demi sedikit sampai batas yang kamu tulis. Pembeli hanya melihat harga hari itu.
drop-step = Turun berapa setiap kali
drop-days = Setiap berapa hari (1–30)
drop-lowest = Berhenti di harga
drop-save = Simpan rencana
drop-stop = Hentikan
drop-planned = Rencana disimpan. Harga mulai turun sesuai jadwalmu.
drop-stopped = Harga tidak turun lagi.
drop-no-price = Barang ini tidak punya harga yang bisa diturunkan.
drop-step-range = Langkahnya harus lebih dari nol dan kurang dari harga.
drop-days-range = Isi antara 1 dan 30 hari.
drop-lowest-range = Berhentinya harus di bawah harga sekarang.
drop-lowest-minimum = Berhentinya tidak boleh di bawah harga terendahmu.
wishes-title = Aturan menawar
wishes-lead = Berlaku untuk semua yang menawar, juga waktu @tawar mati.
wishes-tries = Berapa kali satu pembeli boleh menawar per hari (0–10)
wishes-tries-hint = Kosongkan untuk tanpa batas. 0 berarti harga pas.
wishes-tries-range = Antara 0 dan 10.
wishes-bundle = Diskon kalau beli beberapa barangmu sekaligus (persen)
wishes-bundle-hint = Berlaku untuk semua barangmu. 0 berarti tanpa diskon.
wishes-bundle-range = Antara 0 dan 50.
wishes-save = Simpan aturan
wishes-saved = Aturan menawar tersimpan.
assistant-package-even = Aku sudah menimbang barang di paket ini, Kak: nilainya seimbang. Soal barang penjual yang memutuskan, sudah aku panggilkan ya.
assistant-package-short = Aku sudah menimbang barang di paket ini, Kak: di pihak Kakak kurang { $n } nilai. Soal barang penjual yang memutuskan, sudah aku panggilkan ya.
assistant-package-over = Aku sudah menimbang barang di paket ini, Kak: di pihak Kakak lebih { $n } nilai. Soal barang penjual yang memutuskan, sudah aku panggilkan ya.
assistant-why-package = ada barang di dalamnya, kamu yang memutuskan
likers-title = Tawarkan ke yang suka
likers-lead = { $n } orang menyukai barang ini. Tawarkan satu harga lebih rendah ke semuanya sekaligus, sekali sehari.
likers-price = Harga untuk mereka
likers-send = Kirim penawaran
likers-done = Penawaran dikirim ke { $n } orang.
likers-none = Belum ada yang menyukai barang ini.
likers-below-price = Sebut harga di bawah harga iklan.
likers-not-for-sale = Barang ini tidak sedang dijual.
likers-once-a-day = Sekali sehari sudah cukup. Coba lagi besok.
mail-tawar-agreed-subject = @tawar sepakat { $amount } untuk { $thing }
mail-tawar-agreed-body =
    Halo { $name },

    @tawar menerima tawaran { $amount } untuk { $thing }, sesuai izinmu.
    Kalau tidak jadi, batalkan dalam { $minutes } menit. Setelah itu kesepakatan berlaku.

    { $link }

    Surel ini dikirim { $site } karena kamu sedang tidak membuka situs.
mail-tawar-hand-subject = Ada tawaran untuk { $thing } yang menunggumu
mail-tawar-hand-body =
    Halo { $name },

    ada tawaran untuk { $thing } yang diteruskan @tawar kepadamu. Jawab sebelum 24 jam, setelah itu tawaran hangus sendiri.

    { $link }

    Surel ini dikirim { $site } karena kamu sedang tidak membuka situs.
mail-tawar-agreed-now-body =
    Halo { $name },

    @tawar menerima tawaran { $amount } untuk { $thing }, sesuai izinmu. Kesepakatan langsung berlaku.
    Atur ketemuannya di chat.

    { $link }

    Surel ini dikirim { $site } karena kamu sedang tidak membuka situs.
