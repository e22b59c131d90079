# Tempat berbayar di daftar: Angkat dan Sorotan.

ad-label = Iklan
promotion-title = Promosikan barang
promotion-invite = Angkat ke atas daftar atau pasang di sorotan kategori.
promotion-choose = Pilih tempat
promotion-bump-title = Angkat { $hours } jam
promotion-bump-text = Tampil di atas beranda dan kategorinya, bergantian dengan barang lain yang diangkat.
promotion-banner-title = Sorotan { $hours } jam
promotion-banner-text = Tampil sebagai sorotan di halaman kategorinya, bergantian dengan sorotan lain.
promotion-pay = Lanjut ke pembayaran
promotion-hint = Tempat berbayar diberi label “Iklan” dan berhenti sendiri. Hasil pencarian dengan kata kunci tidak berubah. Kalau barang kami turunkan bukan karena kesalahanmu, biayanya dikembalikan.
promotion-until = tayang sampai { $moment }
promotion-seen = Dilihat
promotion-opened = Dibuka
promotion-chats = Chat baru
promotion-unpaid = Menunggu pembayaran
promotion-running = Sedang tayang
promotion-ended = Selesai
promotion-lapsed = Batal
promotion-refunded = Dana dikembalikan
promotion-started = Pembayaran diterima. Barangmu sudah tayang.
promotion-unknown = Pilih salah satu tempat yang ditawarkan.
promotion-runs = Promosi ini sedang tayang. Yang baru bisa dibeli setelah selesai.
promotion-all-run = Semua tempat sedang tayang. Yang baru bisa dibeli setelah selesai.
promotion-not-active = Hanya barang yang sedang dijual yang bisa dipromosikan.
