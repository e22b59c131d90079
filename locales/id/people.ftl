# Akun: daftar, masuk, sandi, pengaturan.


## Masuk
signin-title = Masuk
signin-heading = Masuk lagi, yuk
signin-lead = Tawaran dan chat-mu menunggu.
signin-identifier = Nomor HP atau email
signin-password = Kata sandi
signin-forgot = Lupa?
signin-forgot-label = Lupa kata sandi?
signin-submit = Masuk
signin-no-account = Belum punya akun?
signin-signup = Daftar

## Daftar
signup-title = Daftar
signup-heading = Mulai dari mana?
signup-lead = Satu akun untuk jual dan beli.
    .moneyless = Satu akun untuk menukar barang.
signup-kind = Mau mulai dari mana?
signup-kind-sell = Mau jual
    .moneyless = Mau menawarkan
signup-kind-sell-hint = Ada barang nganggur
signup-kind-buy = Mau beli
    .moneyless = Mau mencari
signup-kind-buy-hint = Cari barang bekas
signup-name = Nama panggilan
signup-name-hint = Yang dilihat orang lain. Boleh nama depan saja.
signup-contact-hint = Isi salah satu, boleh dua-duanya. Orang lain tidak melihatnya. Tanpa email, kata sandi yang lupa belum bisa diatur ulang; email bisa ditambahkan nanti di pengaturan akun.
signup-email = Email
signup-phone = Nomor HP
signup-password = Kata sandi
signup-password-hint = Minimal 8 karakter. Kalimat pendek lebih mudah diingat.
signup-terms-1 = Aku 18 tahun ke atas dan setuju dengan
signup-terms-link = syarat
signup-terms-2 = serta
signup-privacy-link = kebijakan privasi
signup-submit = Daftar
signup-have-account = Sudah punya akun?
signup-signin = Masuk

## Lupa sandi
forgot-title = Lupa kata sandi
forgot-heading = Lupa kata sandi?
forgot-lead = Tulis email akunmu. Kami kirim tautan untuk membuat kata sandi baru.
forgot-email = Email
forgot-submit = Kirim tautan
forgot-sent = Kalau email itu terdaftar, tautannya sudah kami kirim. Cek juga folder spam.
forgot-back = Kembali ke halaman masuk
reset-title = Kata sandi baru
reset-heading = Buat kata sandi baru
reset-lead = Setelah disimpan, semua perangkat lain keluar dari akunmu.
reset-password = Kata sandi baru
reset-submit = Simpan kata sandi

## Verifikasi email
verify-title = Verifikasi email
verify-sent-heading = Cek emailmu
verify-sent-lead = Kami kirim tautan ke { $email }. Buka tautan itu untuk membuktikan alamatnya milikmu.
verify-sent-lead-plain = Kami kirim tautan ke emailmu. Buka tautan itu untuk membuktikan alamatnya milikmu.
verify-ask-heading = Pastikan emailmu
verify-ask-lead = Satu langkah lagi: tekan tombol ini untuk membuktikan alamatnya milikmu.
verify-confirm = Ya, ini emailku
verify-done-heading = Email terverifikasi
verify-done-lead = Terima kasih, alamat ini sudah terbukti milikmu.
verify-bad-heading = Tautan ini tidak berlaku
verify-bad-lead = Mungkin sudah dipakai atau lewat waktunya. Minta tautan baru di bawah ini.
verify-resend = Kirim ulang tautan
verify-home = Ke beranda

## Pengaturan akun
settings-title = Akun
settings-heading = Pengaturan akun
settings-profile = Profil
settings-name = Nama panggilan
settings-bio = Tentang kamu
settings-bio-hint = Satu dua kalimat. Jangan tulis nomor HP, alamat, atau rekening.
settings-region = Tempatmu
settings-region-hint = Dipakai untuk jarak barang. Orang lain hanya melihat sampai kecamatan.
settings-language = Bahasa
settings-language-id = Bahasa Indonesia
settings-language-en = English
settings-save = Simpan
settings-email = Email
settings-email-verified = Terverifikasi
settings-email-unverified = Belum diverifikasi
settings-email-why = Verifikasi membuat orang lain lebih percaya, dan kamu bisa masuk lagi kalau lupa sandi.
settings-email-send = Kirim tautan verifikasi
settings-phone = Nomor HP
settings-phone-why = Nomor yang belum terverifikasi dihapus dari akun kalau kata sandi diganti lewat email.
settings-email-none = Belum ada email di akun ini.
settings-sessions = Perangkat yang masuk
settings-sessions-hint = Kalau ada yang tidak kamu kenal, keluarkan lalu ganti kata sandi.
settings-session-current = Perangkat ini
settings-session-seen = Terakhir aktif { $ago }
settings-session-revoke = Keluarkan
settings-session-revoke-label = Keluarkan { $device }
settings-consents = Persetujuanmu
settings-consents-hint = Dokumen yang kamu setujui, versi dan waktunya.
settings-consent-line = Versi { $version }, { $moment }
settings-consent-terms = Syarat
settings-consent-privacy = Kebijakan privasi
settings-consents-none = Belum ada catatan.
settings-signout = Keluar
settings-password-link = Ganti kata sandi

## Kotak surat pengembangan
mail-title = Surat keluar
mail-lead = Tidak ada server surat yang diatur, jadi surat ditampilkan di sini. Hanya ada saat pengembangan.
mail-to = Kepada
mail-empty-title = Belum ada surat
mail-empty-text = Daftar atau minta tautan kata sandi, suratnya muncul di sini.

credentials-wrong-password = Kata sandimu yang sekarang bukan itu.
credentials-password-changed = Kata sandi diganti. Perangkat lain dikeluarkan.
credentials-email-changed = Email disimpan. Kami kirim tautan untuk memverifikasinya.
credentials-phone-changed = Nomor HP disimpan.
credentials-current = Kata sandi sekarang
credentials-password-new = Kata sandi baru
credentials-password-hint = Paling sedikit 8 karakter. Perangkat lain akan keluar.
credentials-forgot = Lupa kata sandi sekarang?
credentials-email-change = Ganti email
credentials-email-add = Tambah email
credentials-email-new = Email baru
credentials-phone-change = Ganti nomor HP
credentials-phone-add = Tambah nomor HP
credentials-phone-new = Nomor HP baru
mail-email-changed-subject = Email akunmu di { $site } diganti
mail-email-changed-body =
    Halo,
    
    Email akunmu di { $site } baru saja diganti, dan alamat ini tidak dipakai lagi.
    
    Kalau itu bukan kamu, hubungi kami lewat { $link } secepatnya.

account-why-sell = Masuk atau daftar dulu untuk memasang barang.
account-why-liked = Masuk dulu untuk melihat barang yang kamu suka.
account-why-own = Masuk dulu untuk mengurus barangmu.
account-why-chats = Masuk dulu untuk membuka chat.
account-why-orders = Masuk dulu untuk melihat pesananmu.
account-why-offer = Tinggal satu langkah: daftar atau masuk, lalu kirim tawaranmu.
account-why-buy = Tinggal satu langkah: daftar atau masuk, lalu ajukan beli.
account-why-barter = Tinggal satu langkah: daftar atau masuk, lalu susun bartermu.
account-why-contact = Daftar atau masuk dulu untuk menghubungi penjualnya.
account-sign-up-first = Belum punya akun? Daftar, cuma sebentar.
