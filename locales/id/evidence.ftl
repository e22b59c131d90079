# Bukti chat: unduhan untuk kedua pihak, dan pemeriksaan oleh siapa saja.

evidence-title = Periksa bukti
evidence-intro = Unggah berkas bukti yang diunduh dari halaman pesanan. Situs memeriksa apakah isinya masih persis seperti saat diunduh. Berkasmu tidak disimpan.
evidence-file = Berkas bukti
evidence-file-hint = Berkas JSON, paling besar { $most } MB.
evidence-no-file = Pilih berkas buktinya dulu.
evidence-too-large = Berkas bukti paling besar { $most } MB.
evidence-verify = Periksa
evidence-own-key = Sidik kunci situs ini:
evidence-download = Unduh bukti
evidence-download-hint = Seluruh chat dan kesepakatan pesanan ini, ditandatangani. Siapa pun bisa memeriksanya di

## Hasil
evidence-whole = Utuh.
evidence-whole-text = Isinya persis seperti saat diunduh dan ditandatangani kunci { $site }.
evidence-stranger = Bukan tanda tangan situs ini.
evidence-stranger-text = Berkas ini ditandatangani kunci lain atas nama { $site }. Siapa pun bisa membuatnya; situs ini tidak menjaminnya.
evidence-changed = Tidak utuh.
evidence-facts = Isi bukti
evidence-fact-about = Tentang
evidence-fact-people = Pihak
evidence-fact-messages = Pesan
evidence-fact-count = { $n } pesan, { $gone } di antaranya dihapus sebelum diunduh
evidence-fact-time = Ditulis
evidence-fact-exported = Diunduh
evidence-fact-key = Sidik kunci

## Baris pertama yang berubah
evidence-row-bundle = Berkas
evidence-row-message = Pesan nomor { $n }
evidence-row-offer = Catatan penawaran
evidence-row-move = Catatan langkah tawar-menawar
evidence-row-deal = Catatan pesanan { $code }
evidence-why-not-a-bundle = ini bukan berkas bukti, atau dari versi yang tidak dikenal.
evidence-why-other-key = ditandatangani kunci lain.
evidence-why-malformed = barisnya tidak bisa dibaca.
evidence-why-missing = tidak ada lagi di berkas ini.
evidence-why-misplaced = ada pesan lain di tempatnya; urutannya diubah.
evidence-why-text = tulisannya sudah diubah.
evidence-why-taken-out = tulisannya dikeluarkan setelah diunduh.
evidence-why-put-back = tulisannya sudah dihapus sebelum diunduh, tetapi dimasukkan lagi.
evidence-why-stored = sudah berubah di penyimpanan situs sebelum diunduh.
evidence-why-linked = diubah, atau ada pesan sebelumnya yang dihilangkan atau disisipkan.
evidence-why-seal = tidak cocok dengan segel harian.
evidence-why-offer = pesan dan catatan penawarannya tidak cocok.
evidence-why-added = ditambahkan di akhir setelah diunduh.
evidence-why-row = isinya sudah diubah.
evidence-why-signature = tanda tangannya tidak cocok: nama, jumlah, atau sebuah catatan sudah diubah.
evidence-why-foreign = ada isi yang tidak ditulis situs ini.
