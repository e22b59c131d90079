// Layout shifts as Chromium measures them, without those that follow an input of the person.

/** Records the shifts of every page that is opened from now on. */
export async function recordShifts(page) {
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** The sum of the shifts of this page, once it is drawn. */
export const shiftsOf = (page) => page.evaluate(() => new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(window.shifts), 100)));
}));
