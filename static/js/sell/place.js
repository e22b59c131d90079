// The place of a listing as cards show it: never more precise than the district. The same rule as regions::short_label.

const KINDS = /^(Kota Administrasi|Kabupaten Administrasi|Kota|Kabupaten) /;

/** `Dago, Coblong, Kota Bandung, Jawa Barat` → `Coblong, Bandung`. */
export function shortLabel(label) {
  const [province = "", city, district] = label.split(", ").reverse();
  if (city === undefined) return province;
  const bare = city.replace(KINDS, "");
  return district === undefined || district === bare ? bare : `${district}, ${bare}`;
}
