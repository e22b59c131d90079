//! What the words around a number make of it. Lists of words as people type them; one word may stand in several.

use std::sync::LazyLock;

use super::words::Words;

/// Words that haggle: a bare number beside one is thousands.
pub static HAGGLE: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "tawar nawar nego nett net neto pas deh dah deal fix fiks lepas angkut angkat bungkus sikat gas gaskeun \
         gass mentok mentoknya harga harganya dapet dapat dpt gimana gmn gmna gimn boleh bole blh bolehkah bisa \
         bs bsa bisakah aja ajah aj jadi jd jadiin mau ambil last lp ya yah yaa cocok oke ok kasih kasi nih lah \
         wes final offer tawaran goceng cincai pasin genapin bulatin angkutt saja wae atuh bayar minta kalau klo \
         kalo kl turunin take sepakat ke iso pareng buliah dadi wani dapek",
    )
});

/// What a number counts that is no money; for any number.
pub static MEASURE: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "gb tb mb ram rom inch inci inchi in cm mm m meter mtr kg kilo gr gram g ons liter ltr l ml cc watt w wh \
         mah v volt va a amp ampere mp hz ghz mhz fps rpm dpi km kilometer x kali thn tahun th taun bln bulan bl \
         hari hr minggu mgg jam menit mnt detik dtk pcs pc buah biji bh pasang psg unit set orang org lembar lbr \
         kotak dus box pack pak lusin kodi rim halaman hal ekor persen pct percent bintang star stars derajat \
         tingkat lantai lt speed gigi gear pieces years year months month days day hours hour minutes items size \
         pk hp mbps butir sachet tablet botol galon karung sak roll yard kaki feet ft lumen kwh d s p port slot \
         core inc karat seri edisi jilid volume level eps episode kelas foto slide rekaman stok stock tingkatan \
         meteran keping helai lubang kancing laci pintu",
    )
});

/// What is counted in thousands and is no money: after a number with `rb` or `k`.
pub static CROWD: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "km kilometer kilo views viewers view followers follower pengikut subscriber subscribers subs orang \
         penonton terjual sold ulasan review reviews likes like penilaian rpm dpi hz langkah jam lumen btu hari \
         mil mile miles resolusi resolution uhd tv monitor video rekam hdr fps volt watt kata member anggota \
         rating jarak tempuh cycle shutter klik putaran ohm",
    )
});

/// Names and codes: the number behind one is none of money.
pub static CODE: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "resi resinya order orderan pesanan kode nomor nomer no imei seri serial sn rek rekening norek va pin otp \
         invoice inv id awb booking plat nopol rt rw blok gang gg jl jln jalan kav lantai lt kamar unit tgl \
         tanggal jam pukul tahun thn th taun keluaran produksi size ukuran uk nmr num number tipe type model \
         artikel kodepos pos batch km hp wa telp tlp telepon ktp nik npwp bpjs tracking trx transaksi ref \
         referensi seat kursi since sejak dari bca bri bni mandiri dana ovo gopay umur usia umurnya rating skor \
         nilai stok isi sisa halaman hal bab edisi volume vol jilid kelas lebar panjang tinggi berat beratnya \
         lingkar diameter ram rom storage internal baterai batre health bh iphone galaxy redmi poco rtx gtx ryzen \
         xiaomi realme nokia infinix vario supra beat mio cb cbr ninja nmax pcx aerox canon eos nikon fuji sony \
         windows ps",
    )
});

/// Sums that are no offer: before the sum.
pub static ASIDE: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "ongkir ongkirnya ongkos ongkosnya dikurangi dikurangin dipotong dp dpnya deposit panjar muka jaminan diskon disc disk discount \
         potongan potong potongin kurang kurangi kurangin kuranginnya kurangnya turun turunin turunkan tambah \
         tambahin nambah tambahan nambahin tombok tombokin nombok nombokin admin biaya biayanya fee parkir bensin \
         servis service selisih selisihnya barunya baru beli belinya toko tokonya pasaran pasarannya aslinya asli \
         normalnya normal modal modalnya cashback voucher promo dulu dulunya dl off ongkirny shipping packing \
         asuransi pajak denda bonus free gratis hemat untung rugi bedanya beda retail new store olshop tokped \
         shopee tokopedia lazada orang sebelah tetangga temen teman orangnya kembalian susuk isi topup bond \
         booking uangnya tip tips gosend grab gojek jne jnt sicepat ekspedisi kurir extra ekstra upgrade cas top \
         plus per cicil cicilan cicilnya dendanya garansi original",
    )
});

/// Before one of [`ASIDE`] it is only mentioned: free shipping is no sum.
pub static INCLUDED: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "+ free gratis termasuk include incl inc udah udh sudah sdh sama dgn dengan tanpa plus belum blm exclude \
         excl bebas included including subsidi fri ditanggung nanggung tanggung bagi dibagi kena all in",
    )
});

/// Sums that are no offer: behind the sum.
pub static REFUSED: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "kemahalan ketinggian kemurahan kerendahan kejauhan kedikitan kesadisan sadis rugi belum blm afgan ongkir \
         ongkirnya dp dpnya diskon discount off cashback dulu dl dulunya deposit ongkos shipping lagi barunya \
         potongan admin lebih ditolak kmrn kemarin kemaren ditoko kan gabisa gbisa gakbisa nggabisa mepet mahal \
         kemaruk turun turunnya selisih selisihnya tolak nolak",
    )
});

/// Says no.
pub static NOT: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "ga gak gk g nggak ngga enggak engga tidak tdk tak ndak gabisa bukan jangan jgn kagak kaga ora mboten teu \
         indak not cannot cant ngak nda nggk belum blm gaboleh gadapet gamau never don can won no mustahil emoh \
         moh embung",
    )
});

/// What a no is said to.
pub static CAN: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "bisa bs bsa boleh blh bole dapat dapet dpt mau masuk lepas iso cukup nutup balik kasih dilepas jual kuat \
         sanggup deal tiasa entuk oleh cocok setuju ambil do t nyampe sampai sampe segitu sepakat",
    )
});

/// Between two sums: one or the other, or all between.
pub static CHOICE: LazyLock<Words> = LazyLock::new(|| {
    Words::of("atau ato apa or sampai sampe hingga sd sama dan and until till antara to opo atawa")
});

/// What people call each other: never in the way of the word beside a number.
pub static CALLED: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "bang kak kaka kakak gan om sis bro pak bu mbak mas kang teh uda uni da bos boss min tante ibu bapak bund \
         bunda cik koh ko ci cici abang ka say beb cak ning neng mpok dek juragan",
    )
});

/// Words that may stand before a bare number of thousands.
pub static FILLER: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "saya sy aku gw gue gua kalau kalo klo kl di yowes wes yaudah yaudh yauda udah udh dah oke ok okelah sama \
         yg yang itu ini nih tuh dong donk sih lho loh kok juga jg lagi sekarang skrg skrang cash tunai cod \
         langsung lgsg lsg please plis pls tolong boleh bisa ya yah hehe wkwk wkwkwk haha rupiah perak kontan \
         buat untuk utk biar barangnya semua semuanya total totalnya bungkus angkut per satu i can how about my \
         is at for best price final sepasang sebiji sepotong selembar seunit satunya",
    )
});

/// Sums of what is counted and no money: before the number.
pub static COUNTED: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "terjual sold follower followers pengikut subscriber subs kilometer km kmnya odo odometer odonya jarak \
         tempuh views viewers penonton ulasan review langkah shutter sc kilometernya resistor lari likes member \
         anggota spion",
    )
});

/// Somebody else: what they bid is no offer of ours.
pub static OTHERS: LazyLock<Words> = LazyLock::new(|| {
    Words::of("yang yg orang org dia doi temen teman pembeli orangnya mereka sebelah buyer someone")
});

/// The letters of number plates that are no words of the chat.
pub static PLATES: LazyLock<Words> = LazyLock::new(|| {
    Words::of("b d e f h l n w z aa ab ad ae ag ba bb bd be bg bh bk bl bm bn bp da dd dk dr kb kt")
});

/// Between two sums: the one behind is meant.
pub static BECOMES: LazyLock<Words> =
    LazyLock::new(|| Words::of("jadi jd ke jadiin dadi jadinya to menjadi k jadikan mending"));
