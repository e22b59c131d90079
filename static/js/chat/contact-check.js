// Whether a text may contain what gets a note: an off-platform contact (a phone number, an address, a name on another
// platform), or the proof of a transfer. Only a cheap
// check; the server decides, and renders its note with the message (templates/chat/_contact_warning.html).

const LIKELY = /\d(?:\D{0,3}\d){7}|@|:\/\/|\w\.[a-z]{2}|\b(?:www|titik|dot|nol|kosong|zero|ig|insta|instagram|line|tele|telegram|tiktok|fb|facebook|discord|transfer|transferan|tranfer|transferred|tf|trf|bayar|pembayaran|payment)\b/i;

export const mayNameContact = (text) => LIKELY.test(text ?? "");
