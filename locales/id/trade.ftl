# Pesanan: yang sudah disepakati.

deal-title = Pesanan { $code }
deal-list-title = Pesanan
deal-list-older = Lebih lama
deal-list-buying = Pembelian
    .moneyless = Ajakanku
deal-list-selling = Penjualan
    .moneyless = Barangku
deal-list-label = Saring pesanan
deal-list-empty-title = Belum ada pesanan
deal-list-empty-buyer = Tawar barang yang kamu suka. Begitu sepakat, pesanannya muncul di sini.
    .moneyless = Ajak barter barang yang kamu suka. Begitu sepakat, pesanannya muncul di sini.
deal-list-empty-seller = Begitu tawaran untuk barangmu diterima, pesanannya muncul di sini.
deal-list-empty-buyer-action = Cari barang
deal-list-empty-seller-action = Pasang barang
deal-with = Sepakat dengan { $name }
deal-asked-with = Sepakat lewat asisten { $name }
deal-asked-from = @tawar sepakat dengan { $name }
deal-free-with = Gratis, dengan { $name }
deal-made = dibuat { $moment }
deal-from = dari { $name }
deal-to = untuk { $name }
deal-free = Gratis

## Keadaan
deal-status-pending = Menunggu penjual
deal-status-deal = Sepakat
deal-status-shipped = Dikirim
deal-status-delivered = Sudah sampai
deal-status-completed = Selesai
deal-status-cancelled = Dibatalkan
deal-status-disputed = Dalam sengketa

## Yang perlu dilakukan
deal-next-pending-buyer = Menunggu jawaban { $name }
deal-next-pending-buyer-text = Asisten penjual sudah sepakat. Kalau penjual tidak membatalkan sampai waktu ini, kesepakatan berlaku. Selama menunggu, tawaranmu mengikat.
deal-next-pending-seller = Jadi dengan { $name }?
deal-next-pending-seller-text = @tawar sepakat untukmu. Batalkan sebelum waktu ini kalau tidak jadi; kalau tidak, kesepakatan berlaku.
deal-next-deal = Atur ketemuan dengan { $name }
deal-next-deal-text = Sepakati tempat dan waktu lewat chat. Bayar saat ketemu, setelah barangnya dicek.
deal-next-send = Atur pengiriman dengan { $name }
deal-next-send-text = Sepakati alamat, ongkir, dan waktunya lewat chat. Simpan nomor resinya di sana.
deal-next-deal-seller-text = Sepakati tempat dan waktu lewat chat. Uangnya kamu terima saat ketemu, setelah barangnya dicek.
deal-next-deal-free-text = Sepakati tempat dan waktu lewat chat, lalu ambil barangnya.
deal-next-deal-give-text = Sepakati tempat dan waktu lewat chat, lalu serahkan barangnya.
deal-next-completed = Selesai, terima kasih!
deal-next-completed-text = Barang sudah berpindah tangan.
deal-next-cancelled = Pesanan ini dibatalkan
deal-next-cancelled-text = Barangnya boleh ditawarkan lagi.
deal-deadline-by = Paling lambat { $moment }
deal-deadline-left = tersisa
deal-deadline-over = Waktunya sudah habis.
deal-arrange = Atur ketemuan di chat
deal-open-chat = Buka chat
deal-cod-title = COD (ketemuan), tanpa perlindungan dana.
    .moneyless = Ketemuan langsung.
deal-cod-text = Jangan transfer di muka. Ketemu di tempat ramai, cek barang, baru bayar.
    .moneyless = Ketemu di tempat ramai dan periksa barangnya sebelum bertukar.
deal-send-title = Dikirim, tanpa perlindungan dana.
deal-send-text = Minta foto dan video terbaru, pastikan orangnya jelas, dan simpan semua bukti sebelum uang atau barang berpindah.
deal-cod-seller-text = Ketemu di tempat ramai. Serahkan barangnya setelah uangnya kamu terima: foto bukti transfer bukan bukti.
deal-cod-free-text = Tidak ada yang perlu dibayar. Kalau ada yang minta ongkos atau jaminan, jangan beri.

## Isi kesepakatan
deal-terms = Isi kesepakatan
deal-terms-hint = Disalin saat sepakat. Perubahan iklan sesudah itu tidak mengubahnya.
deal-terms-asking = Harga di iklan
deal-terms-how = Cara
deal-terms-description = Keterangan barang
deal-terms-photos = Foto saat sepakat
deal-terms-photo = Foto { $n }
deal-see-listing = Lihat iklan
deal-journey = Perjalanan
deal-step-now = sekarang
deal-step-pending = Disepakati asisten
deal-step-pending-hint = Penjual masih boleh membatalkan
deal-step-deal = Sepakat
deal-step-deal-hint = Isi kesepakatan dikunci
deal-step-meet = Ketemuan
deal-step-meet-hint = Atur tempat dan waktu di chat
deal-step-completed = Selesai
deal-step-completed-hint = Barang sudah berpindah tangan
deal-step-cancelled = Dibatalkan
deal-step-cancelled-hint = Tidak ada yang berubah pada barangnya

## Batal
deal-cancel = Batalkan pesanan
deal-cancel-title = Batalkan pesanan ini?
deal-cancel-text = Barangnya kembali tersedia untuk orang lain. Ini tidak bisa diurungkan.
deal-cancel-reason = Alasan
deal-cancel-reason-hint = Dilihat oleh { $name }.
deal-cancel-confirm = Ya, batalkan
deal-terms-worth = { $n } nilai
deal-barter = Barter
deal-barter-with = Barter dengan { $name }
deal-barter-take = Yang kamu terima
deal-barter-give = Yang kamu berikan
deal-barter-cash-mine = Kamu menambah { $amount }
deal-barter-cash-theirs = { $name } menambah { $amount }
deal-next-deal-barter-text = Sepakati tempat dan waktu lewat chat. Periksa barangnya dulu, lalu bertukar.
