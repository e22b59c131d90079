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
promotion-hint = Tempat berbayar diberi label “Iklan” dan berhenti sendiri. Hasil pencarian dengan kata kunci tidak berubah. Masa tayang barang ikut diperpanjang bila perlu. Kalau barang kami turunkan bukan karena kesalahanmu, biayanya dikembalikan.
promotion-until = tayang sampai { $moment }
promotion-seen = Dilihat
promotion-opened = Dibuka
promotion-chats = Chat baru
promotion-unpaid = Menunggu pembayaran
promotion-running = Sedang tayang
promotion-ended = Selesai
promotion-lapsed = Terlambat dibayar, dana dikembalikan
promotion-refunded = Dana dikembalikan
promotion-started = Pembayaran diterima. Barangmu sudah tayang.
promotion-unknown = Pilih salah satu tempat yang ditawarkan.
promotion-runs = Promosi ini sedang tayang. Yang baru bisa dibeli setelah selesai.
promotion-all-run = Barang ini sudah tayang di semua tempat. Yang baru bisa dibeli setelah selesai.
promotion-price-changed = Harganya berubah sejak halaman ini dibuka. Periksa lagi, lalu pilih sekali lagi.
promotion-pay-until = Bayar sebelum { $moment }.
promotion-checking = Pembayaran sedang diperiksa. Muat ulang halaman ini sebentar lagi.
promotion-not-paid = Pembayaran tidak berhasil. Barang belum tayang, dan bisa dibayar lagi.
promotion-goes-back = Promosi ini sudah tidak bisa dimulai. Uangnya dikembalikan.
promotion-not-active = Hanya barang yang sedang dijual yang bisa dipromosikan.

## Aturan main
rules-order-title = Urutan daftar dan iklan
rules-order-1 = Tanpa kata kunci, barang terbaru di atas. Dengan kata kunci, yang paling cocok di atas.
rules-order-2 = Tempat berbayar selalu diberi label “Iklan”, paling banyak dua di atas daftar dan satu sorotan di halaman kategori, bergantian tiap menit.
rules-order-3 = Pencarian dengan kata kunci, urutan harga, dan urutan jarak tidak berisi iklan.
