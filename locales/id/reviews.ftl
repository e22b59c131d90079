# Ulasan: apa kata yang satu tentang yang lain setelah serah terima.

## Yang tidak bisa
review-not-yet = Ulasan bisa ditulis setelah serah terima selesai.
review-not-a-member = Hanya kedua pihak yang menulis ulasan.
review-already-written = Kamu sudah menulis ulasan untuk transaksi ini.
    .moneyless = Kamu sudah menulis ulasan untuk kesepakatan ini.
review-too-late = Waktu menulis ulasan sudah lewat, 30 hari setelah serah terima.
review-nothing-written = Kamu belum menulis ulasan.
review-already-shown = Ulasanmu sudah tampil, jadi tidak bisa diubah lagi.
review-still-hidden = Ulasan ini belum waktunya tampil.
review-nothing-to-reply = Belum ada ulasan yang bisa kamu balas.
review-already-replied = Kamu sudah membalas ulasan ini.
review-rating-range = Pilih satu sampai lima bintang dulu, ya.
review-tags-unknown = Ada pilihan yang tidak dikenal. Pilih dari daftar, ya.
review-comment-long = Ceritanya terlalu panjang. Paling banyak { $max } huruf.
review-photos-many = Paling banyak { $max } foto.
review-photo-unknown = Salah satu fotonya tidak ditemukan. Unggah lagi, ya.
review-reply-empty = Tulis balasanmu dulu, ya.
review-reply-long = Balasannya terlalu panjang. Paling banyak { $max } huruf.

## Tanda
review-tag-sesuai = Sesuai foto dan cerita
review-tag-jujur = Jujur soal kekurangan
review-tag-kemasan-rapi = Kemasan rapi
review-tag-kirim-cepat = Cepat mengirim
review-tag-ramah = Ramah
review-tag-tepat-waktu = Tepat waktu
review-tag-cepat-membalas = Cepat membalas
review-tag-bayar-cepat = Cepat membayar
review-tag-jelas = Maunya jelas
review-tag-barter-adil = Barternya adil
review-tag-tidak-sesuai = Tidak sesuai foto atau cerita
review-tag-cacat-disembunyikan = Ada kekurangan yang tidak disebut
review-tag-kemasan-seadanya = Kemasan seadanya
review-tag-kirim-lama = Lama mengirim
review-tag-kurang-ramah = Kurang ramah
review-tag-datang-terlambat = Datang terlambat
review-tag-susah-dihubungi = Susah dihubungi
review-tag-bayar-lama = Lama membayar
review-tag-berubah-pikiran = Berubah pikiran setelah sepakat

## The box on the page of a deal
review-box-write = Gimana { $name }?
review-box-write-text = Ulasanmu baru terlihat setelah { $name } juga menulis, atau tujuh hari setelah serah terima. Jadi tulis saja apa adanya.
review-box-late = { $name } sudah menulis ulasan untukmu. Ulasanmu akan langsung tampil.
review-box-hidden = Ulasanmu tersimpan
review-box-hidden-text = { $name } belum bisa membacanya. Kamu masih bisa mengubahnya.
review-box-until = Tampil paling lambat { $moment }.
review-box-other = Ulasan dari { $name }
review-box-other-text = Ulasannya sudah tampil di profilmu. Kamu bisa membalasnya sekali.
review-box-own = Ulasanmu sudah tampil
review-box-own-text = Ulasanmu untuk { $name } bisa dibaca di profilnya.
review-write = Beri ulasan
review-change = Ubah ulasan
review-see = Lihat ulasan

## The page
review-title = Ulasan
review-heading = Ulasan kamu dan { $name }
review-theirs = { $name } tentang kamu
review-own = Ulasanmu
review-closed = Waktu menulis ulasan sudah lewat.
review-rating-label = Seberapa puas kamu dengan { $name }?
review-star-1 = 1 bintang, mengecewakan
review-star-2 = 2 bintang, kurang
review-star-3 = 3 bintang, cukup
review-star-4 = 4 bintang, baik
review-star-5 = 5 bintang, menyenangkan
review-good-label = Apa yang enak?
review-bad-label = Apa yang kurang?
review-comment-label = Ceritamu
review-comment-hint = Ulasan dibaca semua orang. Jangan tulis nomor HP atau alamat.
review-photos-label = Tambah foto
review-photos-kept = Fotomu (hapus centang yang tidak dipakai)
review-photos-hint = Paling banyak { $n } foto. Tampil bersama ulasannya.
review-photo-alt = Foto { $n } dari ulasan
review-hidden-hint = Baru terlihat setelah { $name } juga menulis, paling lambat { $moment }. Sampai saat itu kamu bisa mengubahnya.
review-shown-hint = Ulasanmu langsung tampil dan tidak bisa diubah lagi.
review-send = Kirim ulasan
review-save = Simpan perubahan
review-done = Ulasanmu tersimpan. Terima kasih!
review-reply-label = Balas ulasan ini
review-reply-hint = Cukup sekali, dan dibaca semua orang. Tenang saja, tulis dari sisimu.
review-reply-send = Kirim balasan
review-replied = Balasanmu tampil di bawah ulasannya.

## A review
review-stars = { $n } dari 5
review-deal-got = Mendapat { $title }
review-deal-gave = Menyerahkan { $title }
review-deal-swapped = Barter { $title }
review-reply-by = { $name } membalas

## On a profile
profile-tab-reviews = Ulasan
review-summary = Rangkuman ulasan
review-counts = { $n } ulasan dari { $people } orang
review-star-count = { $n } ulasan dengan { $stars } bintang
review-rule = Rata-rata dihitung per orang: beberapa ulasan dari orang yang sama dihitung sebagai satu suara.
review-older = Ulasan sebelumnya
review-none = Belum ada ulasan
review-none-text = Ulasan ditulis oleh orang yang sudah menyelesaikan kesepakatan dengannya, dan tampil setelah keduanya menulis atau tujuh hari kemudian.
card-rating = dari { $n } ulasan

## Said in the chat
said-review-remind = Gimana serah terima { $code }? Kalian bisa saling memberi ulasan dari halaman pesanan. Ulasan baru tampil setelah keduanya menulis, atau tujuh hari setelah serah terima.

## Track record
track-about = Tentang { $name }
track-few = Belum cukup kesepakatan untuk dihitung: baru { $n } dalam setahun.
track-reply-minutes = Biasanya membalas dalam { $n } menit (dari { $of } balasan)
track-reply-hours = Biasanya membalas dalam { $n } jam (dari { $of } balasan)
track-reply-days = Biasanya membalas dalam { $n } hari (dari { $of } balasan)
track-send-minutes = Biasanya mengirim atau menyerahkan dalam { $n } menit (dari { $of } barang)
track-send-hours = Biasanya mengirim atau menyerahkan dalam { $n } jam (dari { $of } barang)
track-send-days = Biasanya mengirim atau menyerahkan dalam { $n } hari (dari { $of } barang)
track-meetings = Datang di { $n } dari { $of } janji ketemuan
track-completed = Menyelesaikan { $n } dari { $of } kesepakatan dalam setahun
track-called-off = Membatalkan { $n } di antaranya, atau membiarkannya lewat waktu

## Badges
badge-fast-sender = Penjual Cepat
    .moneyless = Pengirim Cepat
badge-responsive = Responsif
badge-trusted = Terpercaya
badge-active = Aktif
badge-title = Lencanamu
badge-lead = Lencana dihitung dari caramu bertransaksi, paling lambat sehari sekali. Tidak bisa dibeli atau diminta.
    .moneyless = Lencana dihitung dari caramu menepati kesepakatan, paling lambat sehari sekali. Tidak bisa diminta.
badge-earned = Kamu punya
badge-progress = { $n } dari { $of }
badge-met = Terpenuhi:
badge-open = Belum:
badge-rule-sendings = Paling sedikit { $n } barang dikirim atau diserahkan dalam 180 hari.
badge-rule-send = Separuhnya dalam { $n } jam sejak dibayar atau disepakati.
    .moneyless = Separuhnya dalam { $n } jam sejak disepakati.
badge-rule-chats = Paling sedikit { $n } chat baru dari orang lain dalam 90 hari.
badge-rule-answered = Paling sedikit { $n }% chat baru dibalas.
badge-rule-reply = Separuh balasan dalam { $n } menit.
badge-rule-average = Rata-rata ulasan paling sedikit { $n }.
badge-rule-partners = Diulas oleh paling sedikit { $n } orang.
badge-rule-completed = Paling sedikit { $n } kesepakatan selesai dalam setahun.
badge-rule-completion = Paling sedikit { $n }% kesepakatan diselesaikan.
badge-rule-missed = Tidak ada laporan tidak datang ke ketemuan dalam setahun.
badge-rule-seen = Ada di sini dalam { $n } hari terakhir.
badge-rule-lately = Paling sedikit { $n } kesepakatan selesai dalam 60 hari.
badge-present = Sekarang: { $n }.
badge-present-percent = Sekarang: { $n }%.
badge-present-minutes = Sekarang: { $n } menit.
badge-present-hours = Sekarang: { $n } jam.
badge-present-days = Sekarang: { $n } hari.
badge-present-days-ago = Terakhir: { $n } hari lalu.
badge-present-today = Terakhir: hari ini.
badge-present-none = Belum ada.
