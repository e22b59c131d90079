// The entry: every behaviour looks for its own data-attributes and keeps still when there are none.

import { start as sheets } from "./sheet.js";
import { start as money } from "./money.js";
import { start as offer } from "./offer.js";
import { start as unitKeys } from "./unit-keys.js";
import { start as likes } from "./likes.js";
import { start as carousel } from "./carousel.js";
import { start as regions } from "./region-picker.js";
import { start as menus } from "./menu.js";
import { start as suggest } from "./suggest.js";
import { start as search } from "./search.js";
import { start as sell } from "./sell.js";
import { start as share } from "./share.js";
import { start as rehearse } from "./rehearse.js";
import { start as zoom } from "./zoom.js";
import { start as order } from "./order.js";
import { start as dispute } from "./dispute.js";
import { packageForm } from "./chat/package.js";
import "./toast.js";

for (const start of [offer, money, unitKeys, sheets, likes, carousel, regions, menus, suggest, search, sell, share, rehearse, zoom, order, dispute, packageForm]) {
  try {
    start();
  } catch (cause) {
    // one behaviour that fails must not take the others along
    console.error(cause);
  }
}

import "./chat/start.js";
