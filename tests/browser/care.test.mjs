// One moderator with a phone: Budi reports what Sari wrote and what she sells; Dewi settles both, suspends, reads the file, and
// Wayan restores the listing on appeal.

import { PHONE, TABLET, WIDE, story } from "./harness.mjs";
import { listingPoster } from "./listings.mjs";

const button = (person, name) => person.page.getByRole("button", { name, exact: true }).filter({ visible: true }).first();
const sees = (person, text) => person.page.getByText(text).filter({ visible: true }).first().waitFor();

story("a report, a removal, an appeal and a restored listing, all on phones", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: PHONE });
  const dewi = await person("Dewi", { viewport: PHONE });
  const wayan = await person("Wayan", { viewport: PHONE });
  for (const one of [dewi, wayan]) site.command("user", "promote", one.email, "moderator");
  const camera = await (await listingPoster(site, sari))("Kamera analog");

  await budi.goto(camera.url);
  await budi.page.getByRole("link", { name: "Laporkan iklan ini" }).click();
  await budi.page.waitForURL("**/lapor?**");
  await budi.fits("the form of a report");
  await budi.page.locator('label[for="reason-palsu"]').click();
  await budi.page.fill("#text", "Fotonya dari toko lain.");
  await budi.shot("report-form");
  await button(budi, "Kirim laporan").click();
  await budi.page.waitForURL(`**${camera.url}`);
  await budi.goto("/akun/laporan");
  await sees(budi, "Tim sedang meninjaunya.");
  await budi.fits("one's own reports");

  await dewi.goto("/admin");
  await sees(dewi, "1 laporan menunggu");
  await dewi.fits("the overview");
  await dewi.shot("admin-overview");
  await dewi.page.getByText("1 laporan menunggu").click();
  await dewi.page.waitForURL("**/admin/laporan");
  await dewi.shot("admin-reports");
  await dewi.page.getByText("Kamera analog").first().click();
  await sees(dewi, "Fotonya dari toko lain.");
  await dewi.fits("a report in the panel");
  await dewi.page.locator('label[for="action-remove"]').click();
  await dewi.shot("admin-report");
  await button(dewi, "Simpan keputusan").click();
  await sees(dewi, /Keputusan tersimpan/);

  await sari.goto("/");
  await sari.page.getByRole("link", { name: "Baca" }).click();
  await sees(sari, /Iklan diturunkan: Kamera analog/);
  await sari.page.getByText("Tidak setuju? Ajukan banding").first().click();
  await sari.page.locator("details[open] textarea").fill("Fotonya asli, saya ambil sendiri kemarin.");
  await sari.fits("decisions about oneself");
  await sari.shot("rulings");
  await sari.page.locator("details[open]").getByRole("button", { name: "Kirim banding" }).click();
  await sees(sari, /Dijawab paling lambat/);

  await wayan.goto("/admin/banding");
  await sees(wayan, /Fotonya asli/);
  await wayan.page.locator("textarea").first().fill("Sudah kami cek, iklannya kami pulihkan.");
  await wayan.fits("appeals");
  await wayan.shot("admin-appeals");
  await button(wayan, "Kabulkan").click();
  await sees(wayan, "Tidak ada banding yang menunggu.");
  await budi.goto(camera.url);

  await dewi.goto(`/admin/orang?q=sari`);
  await dewi.fits("the list of members");
  await dewi.shot("admin-members");
  await dewi.page.getByText("Sari").first().click();
  await sees(dewi, "Riwayat sanksi");
  await dewi.fits("the file of a member");
  await dewi.page.locator('label[for="kind-suspend"]').click();
  await dewi.page.fill("#message", "Istirahat dulu seminggu, Kak.");
  await dewi.shot("admin-member");
  sari.expectProblem(/4003|status of 401|WebSocket/);
  await button(dewi, "Beri sanksi").click();
  await sees(dewi, "Tersimpan, dan berlaku sekarang.");
  for (const [viewport, path] of [[TABLET, "/admin"], [WIDE, "/admin"], [WIDE, "/admin/laporan?filter=decided"]]) {
    await dewi.page.setViewportSize(viewport);
    await dewi.goto(path);
    await dewi.fits(path);
    await dewi.shot(`panel${path.replace(/\W+/g, "-")}`);
  }
  await budi.goto(camera.url, { status: 404 });
});
