// Whether a text may name a way around the chat: a number, an address, a name elsewhere. Only a first look; the server
// decides, and its word comes with the message (templates/chat/_way_around.html).

const LIKELY = /\d(?:\D{0,3}\d){7}|@|:\/\/|\w\.[a-z]{2}|\b(?:www|titik|dot|nol|kosong|zero|ig|insta|instagram|line|tele|telegram|tiktok|fb|facebook|discord)\b/i;

export const mayLeadAway = (text) => LIKELY.test(text ?? "");
