//! Lists of words that decide what the number beside them is, in the spellings people use. A word may be in several lists.

use std::sync::LazyLock;

use crate::base::word_set::WordSet;

/// WordSet of haggling: a bare number beside one counts thousands.
pub static HAGGLING: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "tawar nawar nego nett net neto pas deh dah deal fix fiks lepas angkut angkat bungkus sikat gas gaskeun \
         gass mentok mentoknya harga harganya dapet dapat dpt gimana gmn gmna gimn boleh bole blh bolehkah bisa \
         bs bsa bisakah aja ajah aj jadi jd jadiin mau ambil last lp ya yah yaa cocok oke ok kasih kasi nih lah \
         wes final offer tawaran goceng cincai pasin genapin bulatin angkutt saja wae atuh bayar minta kalau klo \
         kalo kl turunin take sepakat ke iso pareng buliah dadi wani dapek",
    )
});

/// Units after a number that is no amount of money.
pub static UNITS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
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

/// Units after a number with `rb` or `k` that is no amount of money.
pub static THOUSANDS_UNITS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "km kilometer kilo views viewers view followers follower pengikut subscriber subscribers subs orang \
         penonton terjual sold ulasan review reviews likes like penilaian rpm dpi hz langkah jam lumen btu hari \
         mil mile miles resolusi resolution uhd tv monitor video rekam hdr fps volt watt kata member anggota \
         rating jarak tempuh cycle shutter klik putaran ohm",
    )
});

/// Labels of numbers and codes: the number after one is no amount of money.
pub static IDENTIFIER_LABELS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
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

/// WordSet before an amount that is no offer: shipping, deposits, discounts, other prices.
pub static NOT_OFFER_BEFORE: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
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

/// Before a word of [`NOT_OFFER_BEFORE`] these say that it is included in the price: `free ongkir 350rb`.
pub static INCLUDED: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "+ free gratis termasuk include incl inc udah udh sudah sdh sama dgn dengan tanpa plus belum blm exclude \
         excl bebas included including subsidi fri ditanggung nanggung tanggung bagi dibagi kena all in",
    )
});

/// WordSet after an amount that is no offer.
pub static NOT_OFFER_AFTER: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "kemahalan ketinggian kemurahan kerendahan kejauhan kedikitan kesadisan sadis rugi belum blm afgan ongkir \
         ongkirnya dp dpnya diskon discount off cashback dulu dl dulunya deposit ongkos shipping lagi barunya \
         potongan admin lebih ditolak kmrn kemarin kemaren ditoko kan gabisa gbisa gakbisa nggabisa mepet mahal \
         kemaruk turun turunnya selisih selisihnya tolak nolak",
    )
});

/// WordSet of negation.
pub static NEGATIONS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "ga gak gk g nggak ngga enggak engga tidak tdk tak ndak gabisa bukan jangan jgn kagak kaga ora mboten teu \
         indak not cannot cant ngak nda nggk belum blm gaboleh gadapet gamau never don can won no mustahil emoh \
         moh embung",
    )
});

/// Verbs of acceptance, which a negation turns into a refusal.
pub static ACCEPTANCE: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "bisa bs bsa boleh blh bole dapat dapet dpt mau masuk lepas iso cukup nutup balik kasih dilepas jual kuat \
         sanggup deal tiasa entuk oleh cocok setuju ambil do t nyampe sampai sampe segitu sepakat",
    )
});

/// WordSet between two amounts that are alternatives or the ends of a range.
pub static ALTERNATIVES: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "atau ato apa or sampai sampe hingga sd sama dan and until till antara to opo atawa",
    )
});

/// Forms of address; they are skipped when the word beside a number is looked for.
pub static FORMS_OF_ADDRESS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "bang kak kaka kakak gan om sis bro pak bu mbak mas kang teh uda uni da bos boss min tante ibu bapak bund \
         bunda cik koh ko ci cici abang ka say beb cak ning neng mpok dek juragan",
    )
});

/// WordSet that may stand before a bare number of thousands.
pub static FILLERS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "saya sy aku gw gue gua kalau kalo klo kl di yowes wes yaudah yaudh yauda udah udh dah oke ok okelah sama \
         yg yang itu ini nih tuh dong donk sih lho loh kok juga jg lagi sekarang skrg skrang cash tunai cod \
         langsung lgsg lsg please plis pls tolong boleh bisa ya yah hehe wkwk wkwkwk haha rupiah perak kontan \
         buat untuk utk biar barangnya semua semuanya total totalnya bungkus angkut per satu i can how about my \
         is at for best price final sepasang sebiji sepotong selembar seunit satunya",
    )
});

/// Labels before a number that counts something other than money.
pub static COUNT_LABELS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "terjual sold follower followers pengikut subscriber subs kilometer km kmnya odo odometer odonya jarak \
         tempuh views viewers penonton ulasan review langkah shutter sc kilometernya resistor lari likes member \
         anggota spion",
    )
});

/// Other people: an amount that they bid is no offer of the sender.
pub static THIRD_PARTIES: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "yang yg orang org dia doi temen teman pembeli orangnya mereka sebelah buyer someone",
    )
});

/// First letters of number plates, without those that are common words.
pub static PLATE_PREFIXES: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "b d e f h l n w z aa ab ad ae ag ba bb bd be bg bh bk bl bm bn bp da dd dk dr kb kt",
    )
});

/// WordSet between two amounts, of which the second replaces the first.
pub static REPLACING: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::of("jadi jd ke jadiin dadi jadinya to menjadi k jadikan mending"));
