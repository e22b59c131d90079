# Pengiriman: nomor resi.

shipping-number-empty = Isi nomor resinya dulu, ya.
shipping-number-too-short = Nomor resi ini terlalu pendek. Paling sedikit { $n } huruf atau angka.
shipping-number-too-long = Nomor resi ini terlalu panjang. Paling banyak { $n } huruf atau angka.
shipping-number-characters = Nomor resi hanya berisi huruf dan angka. Salin nomornya saja, tanpa kata lain.
shipping-hint-shape = Nomor resi { $name } biasanya seperti { $text }. Coba cocokkan sekali lagi dengan struknya.
