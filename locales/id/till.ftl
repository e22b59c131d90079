# Kasir latihan, pengganti penyedia pembayaran selama situs dicoba.

till-title = Pembayaran latihan
till-practice-title = Uang latihan, bukan uang sungguhan.
till-practice-text = Tidak ada uang yang berpindah di halaman ini.
till-total = Total
till-until = Bayar paling lambat { $moment }
till-qr = Kode QR halaman ini
till-qr-hint = Pindai dengan HP lain untuk membuka halaman ini di sana.
till-pay = Bayar sekarang
till-back = Kembali ke pesanan

## Keadaan lain
till-others = Coba keadaan lain
till-others-hint = Lihat apa yang terjadi kalau pembayarannya tidak mulus.
till-do-late = Bayar, uangnya masuk terlambat
till-do-duplicate = Bayar, kabarnya terkirim dua kali
till-do-silent = Bayar, kabarnya tidak terkirim
till-do-wrong-amount = Bayar kurang satu rupiah
till-do-failed = Gagalkan pembayaran
till-do-expired = Biarkan waktunya habis

## Hasil
till-paid-title = Pembayaran latihan berhasil.
till-paid-text = Pesananmu diperbarui sebentar lagi.
till-pending-title = Pembayaran latihan diproses.
till-pending-text = Uangnya masuk beberapa detik lagi.
till-failed-title = Pembayaran latihan gagal.
till-failed-text = Buka lagi pesananmu untuk mencoba dengan pembayaran baru.
till-over-title = Waktu bayar sudah habis.
till-over-text = Pembayaran ini tidak bisa dilanjutkan.
till-refunded-title = Uang latihan dikembalikan.
till-refunded-text = Pengembaliannya sudah tercatat.
till-done = Pembayaran ini sudah selesai.
till-outcome-unknown = Pilih salah satu keadaan.
