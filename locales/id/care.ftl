# Laporan, sanksi, banding, dan panel tim.

staff-panel = Panel tim
staff-overview = Ikhtisar
staff-reports = Laporan
staff-appeals = Banding
staff-members = Orang
staff-not-on-these = Kamu tidak bisa bertindak atas akun ini.
attention-title = Yang perlu diurus
attention-none = Tidak ada yang menunggu. Semua beres.
attention-incident = { $n } gangguan sedang tercatat
attention-hint-incident = Tenggat pesanan berhenti sampai gangguan dinyatakan selesai.
attention-disputes = { $n } sengketa terbuka
attention-hint-disputes = Yang paling mendesak lebih dulu.
attention-reports = { $n } laporan menunggu
attention-hint-reports = Penipuan dan barang terlarang dalam 4 jam, lainnya 24 jam.
attention-appeals = { $n } banding menunggu
attention-hint-appeals = Dijawab dalam 3×24 jam, sebisanya oleh orang lain.
attention-failed-payouts = { $n } pencairan gagal dalam 7 hari
attention-hint-failed-payouts = Uangnya kembali ke saldo pemiliknya.
attention-dead-jobs = { $n } tugas menyerah
attention-hint-dead-jobs = Lihat dengan tawar jobs list, ulangi dengan tawar jobs retry.
figures-title = Angka situs
figure-users = Akun
figure-listings = Iklan aktif
figure-open-deals = Pesanan berjalan
figure-completed-deals = Pesanan selesai
figure-held = Uang ditahan
figure-hours-to-ruling = Median jam sampai putusan
charts-title = 30 hari terakhir
chart-users = Akun baru
chart-listings = Iklan baru
chart-rooms = Chat baru
chart-offers = Tawaran
chart-deals = Kesepakatan
reports-waiting = Menunggu
reports-decided = Sudah diputus
reports-none = Tidak ada laporan di sini.
reports-all = Semua laporan
report-count = { $n } pelapor
report-target-listing = Iklan
report-target-user = Akun
report-target-message = Pesan chat
report-target-review = Ulasan
report-status-pending = Menunggu
report-status-reviewed = Ditinjau
report-status-actioned = Ditindak
report-reason-palsu = Palsu atau menyesatkan
report-reason-spam = Spam
report-reason-penipuan = Penipuan
report-reason-barang-terlarang = Barang terlarang
report-reason-kasar = Kasar atau melecehkan
report-reason-mangkir = Mangkir dari janji
report-reason-lainnya = Lainnya
report-hint-palsu = Tiruan, foto orang lain, atau tidak seperti keterangannya
report-hint-spam = Iklan atau pesan yang sama berulang-ulang
report-hint-penipuan = Minta transfer di luar, minta kode, atau mengaku orang lain
report-hint-barang-terlarang = Senjata, obat, satwa dilindungi, dan lain-lain
report-hint-lainnya = Ceritakan di bawah
report-decision-dismiss = Tidak ada pelanggaran
report-decision-remove = Hapus
report-decision-warn = Peringatkan
report-decision-mute = Bisukan
report-decision-suspend = Tangguhkan
report-decision-ban = Blokir selamanya
report-message-palsu = Yang kamu pasang tidak sesuai kenyataannya. Pasang hanya barang milikmu dengan foto dan keterangan yang benar.
report-message-spam = Kamu mengirim hal yang sama berulang-ulang. Cukup satu kali untuk satu barang.
report-message-penipuan = Cara bertransaksimu membahayakan orang lain. Pembayaran dan kesepakatan harus lewat situs atau ketemuan.
report-message-barang-terlarang = Barang ini tidak boleh diperdagangkan di sini. Baca daftar barang terlarang.
report-message-lainnya = Ini melanggar aturan situs. Baca lagi aturan penjual dan pembeli.
report-owner-message = Pesan untuk pemiliknya, kalau ada tindakan
report-due = Tenggat keputusan
report-list = Isi laporan
report-doubtful = laporannya sering tidak terbukti
report-earlier = { $n } sanksi sebelumnya
report-open-target = Buka
report-decide = Putuskan
report-decide-button = Simpan keputusan
report-ladder = Langkah berikutnya menurut tangga sanksi:
report-done = Keputusan tersimpan. Pelapornya diberi tahu, dan pemiliknya kalau ada tindakan.
report-decided = Laporan ini sudah diputus, atau berubah sejak kamu membukanya.
report-decision-unknown = Pilih keputusan yang ada.
report-involved = Kamu terlibat dalam laporan ini. Biarkan orang lain yang memutuskan.
ladder-warning = peringatan
ladder-mute = bisukan { $days } hari
ladder-suspend = tangguhkan { $days } hari
ladder-note = catatan
ladder-ban = blokir selamanya
sanction-note = Catatan internal
sanction-warning = Peringatan
sanction-mute = Dibisukan
sanction-suspend = Ditangguhkan
sanction-ban = Diblokir selamanya
sanction-days = Berapa hari (bisukan dan tangguhkan)
sanction-message = Pesan (dibaca orangnya, kecuali catatan internal)
sanction-message-length = Tulis pesannya, { $min }–{ $max } karakter.
sanction-until-range = Bisukan dan tangguhkan butuh batas, 1 jam sampai 1 tahun; yang lain tidak.
sanction-kind-unknown = Pilih sanksi yang ada.
sanction-kind = Sanksi
sanction-reason = Alasan
sanction-impose = Beri sanksi
sanction-done = Tersimpan, dan berlaku sekarang.
sanction-lift = Cabut
sanction-lifted = Sanksi dicabut.
sanction-lifted-at = Dicabut { $moment }
sanction-until = sampai { $moment }
members-search = Nama, email, atau nomor HP
members-find = Cari
members-none = Tidak ada yang cocok.
members-all = Semua orang
member-suspended = Ditangguhkan
member-muted = Dibisukan
member-moderator = Moderator
member-owner = Pemilik situs
member-sold = { $n } terjual
member-history = Riwayat sanksi
member-no-sanctions = Belum pernah disanksi.
member-takedowns = { $n } iklan diturunkan
member-appeals = { $n } banding
member-cases = Laporan tentangnya
member-facts = Transaksi dan perangkat
member-devices = Perangkat
member-no-devices = Tidak ada yang masuk.
member-linked = Akun lain di peramban yang sama
member-no-linked = Tidak ada.
member-acts = Yang dilakukan tim
deal-tally-pending = { $n } pesanan ditanyakan
deal-tally-deal = { $n } pesanan sepakat
deal-tally-shipped = { $n } pesanan dikirim
deal-tally-delivered = { $n } pesanan sampai
deal-tally-completed = { $n } pesanan selesai
deal-tally-cancelled = { $n } pesanan batal
deal-tally-disputed = { $n } pesanan sengketa
listing-tally-draft = { $n } iklan draf
listing-tally-active = { $n } iklan aktif
listing-tally-kept = { $n } iklan khusus barter
listing-tally-reserved = { $n } iklan dipesan
listing-tally-sold = { $n } iklan terjual
listing-tally-inactive = { $n } iklan ditarik
listing-tally-expired = { $n } iklan kedaluwarsa
listing-tally-removed = { $n } iklan diturunkan
appeals-none = Tidak ada banding yang menunggu.
appeal-answer = Jawaban untuknya
appeal-grant = Kabulkan
appeal-deny = Tolak
appeal-done = Jawaban terkirim.
appeal-other = Kamu yang memutuskannya dulu. Orang lain di tim yang menjawab bandingnya.
appeal-decided = Banding ini sudah dijawab.
appeal-over = Keputusan ini sudah tidak berlaku.
appeal-once = Kamu sudah mengajukan banding untuk ini.
appeal-text-length = Tulis { $min }–{ $max } karakter.
appeal-takedown = Iklan diturunkan: { $title }
appeal-sent = Banding terkirim. Tim meninjaunya lagi dalam 3×24 jam.
report-short = Laporkan
report-title-listing = Laporkan iklan ini
report-title-user = Laporkan akun ini
report-title-message = Laporkan pesan ini
report-title-review = Laporkan ulasan ini
chat-report = Laporkan
report-intro = Tim membaca setiap laporan. Yang dilaporkan tidak tahu siapa pelapornya.
report-reason = Apa masalahnya?
report-reason-unknown = Pilih salah satu alasan.
report-text = Ceritakan
report-text-length = Paling banyak { $max } karakter.
report-text-missing = Ceritakan apa masalahnya.
report-send = Kirim laporan
report-sent = Terima kasih. Hasilnya ada di “Laporanku”.
report-after = Penipuan dan barang terlarang didahulukan: targetnya 4 jam, yang lain 24 jam.
report-own = Ini milikmu sendiri.
own-reports = Laporanku
own-reports-none = Kamu belum pernah melaporkan apa pun.
report-outcome-pending = Tim sedang meninjaunya.
report-outcome-reviewed = Sudah ditinjau: kami tidak menemukan pelanggaran.
report-outcome-actioned = Sudah ditindak. Terima kasih sudah menjaga pasar ini.
rulings-title = Keputusan tim
rulings-intro = Yang diputuskan tim tentang akunmu, dan alasannya. Tidak setuju? Kamu boleh minta ditinjau lagi.
rulings-none = Tidak ada keputusan tentang akunmu.
rulings-mark-read = Sudah kubaca
rulings-read = Terima kasih sudah membacanya.
ruling-over = tidak berlaku lagi
ruling-appeal = Bandingmu
ruling-appeal-due = Dijawab paling lambat { $moment }.
ruling-appeal-granted = Dikabulkan.
ruling-appeal-denied = Tidak dikabulkan.
ruling-may-appeal = Tidak setuju? Ajukan banding
ruling-appeal-text = Kenapa keputusan ini keliru?
ruling-appeal-send = Kirim banding
ruling-note = Ada keputusan tim tentang akunmu.
ruling-note-read = Baca
message-muted = Kamu sedang dibisukan dan belum bisa mengirim pesan. Alasannya ada di “Keputusan tim” pada akunmu.
offer-muted = Kamu sedang dibisukan dan belum bisa menawar. Alasannya ada di “Keputusan tim” pada akunmu.
listing-not-removed = Iklan ini tidak sedang diturunkan.
said-suspended = Akun { $name } ditangguhkan oleh tim sampai { $when }. Tenggat pesanan ini tetap berjalan; kalau ada yang tidak beres, ajukan komplain di halaman pesanan.
said-banned = Akun { $name } diblokir oleh tim. Tenggat pesanan ini tetap berjalan; kalau ada yang tidak beres, ajukan komplain di halaman pesanan.
audit-action-sanctioned = memberi sanksi
audit-action-lifted = mencabut sanksi
audit-action-restored = memulihkan iklan
audit-action-decided-report = memutuskan laporan
audit-action-decided-appeal = menjawab banding
audit-action-looked-at-member = membuka berkas orang
mail-sanction-warning-subject = { $site }: peringatan tentang akunmu
mail-sanction-warning-body = 
    Halo,

    Tim memperingatkanmu:

    { $message }

    Baca alasannya dan ajukan banding kalau tidak setuju:
    { $link }

    Salam,
    { $site }
mail-sanction-mute-subject = { $site }: kamu dibisukan sementara
mail-sanction-mute-body = 
    Halo,

    Sampai { $end } kamu tidak bisa mengirim pesan dan menawar. Pesanan yang berjalan tetap bisa diselesaikan.

    { $message }

    Baca alasannya dan ajukan banding kalau tidak setuju:
    { $link }

    Salam,
    { $site }
mail-sanction-suspend-subject = { $site }: akunmu ditangguhkan
mail-sanction-suspend-body = 
    Halo,

    Sampai { $end } kamu tidak bisa masuk, dan iklanmu tidak ditampilkan.

    { $message }

    Baca alasannya dan ajukan banding kalau tidak setuju:
    { $link }

    Salam,
    { $site }
mail-sanction-ban-subject = { $site }: akunmu diblokir
mail-sanction-ban-body = 
    Halo,

    Kamu tidak bisa masuk lagi, dan iklanmu tidak ditampilkan.

    { $message }

    Baca alasannya dan ajukan banding kalau tidak setuju:
    { $link }

    Salam,
    { $site }
mail-takedown-subject = { $site }: iklanmu diturunkan
mail-takedown-body = 
    Halo,

    Iklan “{ $title }” diturunkan oleh tim.

    { $message }

    Baca alasannya dan ajukan banding kalau tidak setuju:
    { $link }

    Salam,
    { $site }
mail-sanction-lifted-subject = { $site }: sanksi dicabut
mail-sanction-lifted-body = 
    Halo,

    Sanksi atas akunmu sudah dicabut.

    { $link }

    Salam,
    { $site }
mail-report-subject = { $site }: hasil laporanmu
mail-report-actioned-body = 
    Halo,

    Yang kamu laporkan sudah kami tindak. Terima kasih sudah menjaga pasar ini.

    { $link }

    Salam,
    { $site }
mail-report-reviewed-body = 
    Halo,

    Kami sudah meninjau laporanmu dan tidak menemukan pelanggaran. Kalau ada hal baru, laporkan lagi.

    { $link }

    Salam,
    { $site }
mail-appeal-subject = { $site }: jawaban atas bandingmu
mail-appeal-granted-body = 
    Halo,

    Bandingmu dikabulkan.

    { $answer }

    { $link }

    Salam,
    { $site }
mail-appeal-denied-body = 
    Halo,

    Bandingmu tidak dikabulkan.

    { $answer }

    { $link }

    Salam,
    { $site }
audit-action-looked-at-report = membuka laporan
