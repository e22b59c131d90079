# Pencairan saldo ke rekening bank atau dompet digital.

payout-title = Cairkan saldo
payout-off = Pencairan belum tersedia di situs ini. Saldo Anda tetap tercatat.
payout-open = Satu pencairan sedang diproses. Yang berikutnya bisa diminta setelah selesai.
payout-no-account = Tambahkan dulu rekening tujuan untuk mencairkan saldo.
payout-resting = Rekening tujuan baru diganti, jadi pencairan ditahan dulu 72 jam demi keamanan.
payout-rests = Rekening tujuan baru diganti. Demi keamanan, pencairan ditahan sampai
payout-too-little = Pencairan paling sedikit { $least }.
payout-too-much = Saldo Anda { $most }.
payout-amount = Jumlah dari saldo
payout-amount-hint = Paling sedikit { $least }. Biaya { $fee } dipotong dari jumlah ini.
payout-ask = Cairkan
payout-asked = Permintaan pencairan tercatat dan segera dikirim.
payout-arrives = diterima { $amount }
payout-list = Pencairan
payout-banks = Bank
payout-wallets = Dompet digital
payout-practice = Uang latihan: tidak ada uang yang benar-benar dikirim.

## Rekening tujuan
payout-account-add = Tambah rekening tujuan
payout-account-change = Ganti rekening tujuan
payout-account-change-hint = Setelah diganti, pencairan ditahan 72 jam demi keamanan.
payout-account-check = Periksa nama pemilik
payout-account-saved = Rekening tujuan tersimpan.
payout-account-over = Konfirmasi ini sudah tidak berlaku. Isi rekeningnya sekali lagi.
payout-bank = Bank atau dompet
payout-bank-choose = Pilih
payout-bank-unknown = Pilih bank atau dompet dari daftar.
payout-number = Nomor rekening
payout-number-hint = Untuk dompet digital, isi nomor HP-nya.
payout-number-shape = Nomor rekening terdiri dari 8 sampai 18 angka.
payout-number-unknown = Bank tidak menemukan rekening ini. Periksa lagi nomornya.
payout-phone-shape = Isi nomor HP dompet digital itu, misalnya 0812 3456 7890.
payout-password = Kata sandi akunmu
payout-holder = Atas nama
payout-confirm-title = Periksa nama pemilik
payout-confirm-hint = Pastikan nama ini benar. Uang yang dikirim ke rekening yang salah sulit ditarik kembali.
payout-confirm-rests = Karena rekeningnya diganti, pencairan ditahan { $hours } jam demi keamanan, sampai
payout-confirm-save = Benar, simpan
payout-confirm-back = Bukan, ubah

## Keadaan
payout-status-requested = Menunggu dikirim
payout-status-sent = Dikirim
payout-status-paid = Sudah masuk
payout-status-returned = Kembali ke saldo
payout-why-account = Rekeningnya tidak ditemukan atau namanya berbeda.
payout-why-declined = Rekening tujuan tidak menerima kiriman ini.
payout-why-bank = Bank tujuan sedang terganggu.
payout-why-other = Kiriman tidak berhasil.

## Mutasi
balance-kind-payout = Pencairan
balance-kind-payout-return = Pencairan kembali
balance-kind-promotion = Promosi barang
balance-kind-promotion-refund = Biaya promosi dikembalikan

## Surel
mail-payout-account-subject = Rekening pencairan akun Anda di { $site } diganti
mail-payout-account-body =
    Halo,
    
    Saldo Anda di { $site } mulai sekarang dicairkan ke { $bank } { $number }.
    
    Kalau ini bukan Anda, segera ganti kata sandi dan periksa { $link }.

mail-payout-paid-subject = Pencairan dari { $site } sudah masuk
mail-payout-paid-body =
    Halo,
    
    { $amount } sudah masuk ke rekening { $bank } Anda. Nomor pencairan: { $reference }.
    
    Rinciannya: { $link } ({ $site })

mail-payout-returned-subject = Pencairan dari { $site } kembali ke saldo
mail-payout-returned-body =
    Halo,
    
    Pencairan { $reference } ke { $bank } tidak berhasil. { $amount }, termasuk biayanya, sudah kembali ke saldo Anda di { $site }.
    
    Periksa rekening tujuan lalu coba lagi: { $link }
