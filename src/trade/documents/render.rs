//! Writes laid out pages as a PDF file.

use anyhow::Context;
use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use krilla::Document;
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime as PdfTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;

use super::layout::{MARGIN, Op, PAGE_HEIGHT, PAGE_WIDTH};
use super::shaping::Ink;
use crate::base::clock::{Timestamp, Zone, clock_time};
use crate::base::i18n::{Lang, t};
use crate::base::qr::QrModules;

/// What the file says about itself.
pub(super) struct About<'a> {
    pub title: String,
    pub site: &'a str,
    pub lang: Lang,
    pub at: Timestamp,
}

/// Writes the file. It contains no other time than `about.at` and nothing random.
///
/// # Errors
/// A typeface cannot be embedded.
pub(super) fn write(pages: Vec<Vec<Op>>, about: &About<'_>) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(about.title.clone())
            .creator(about.site.to_owned())
            .language(about.lang.code().to_owned())
            .creation_date(pdf_time(about.at)),
    );
    for ops in pages {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).context("the page's size")?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for op in ops {
            draw(&mut surface, op);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|err| anyhow::anyhow!("a PDF document: {err:?}"))
}

fn draw(surface: &mut Surface<'_>, op: Op) {
    match op {
        Op::Text { runs, mut x, baseline, size, ink } => {
            surface.set_fill(Some(fill(ink)));
            for run in runs {
                let start = Point::from_xy(x, baseline);
                surface.draw_glyphs(start, &run.glyphs, run.face.font, &run.text, size, false);
                x += run.width * size;
            }
        }
        Op::Rule { y } => {
            let path = rectangles([Rect::from_xywh(MARGIN, y, PAGE_WIDTH - 2.0 * MARGIN, 0.5)]);
            fill_path(surface, Ink::Muted, path);
        }
        Op::Qr { code, x, y, side } => fill_path(surface, Ink::Strong, qr_path(&code, x, y, side)),
    }
}

fn fill_path(surface: &mut Surface<'_>, ink: Ink, path: Option<Path>) {
    if let Some(path) = path {
        surface.set_fill(Some(fill(ink)));
        surface.draw_path(&path);
    }
}

/// The dark modules of a QR code.
fn qr_path(code: &QrModules, x: f32, y: f32, side: f32) -> Option<Path> {
    let modules = u16::try_from(code.width).ok().filter(|width| *width > 0)?;
    let module = side / f32::from(modules);
    let places = (0..modules).flat_map(|row| (0..modules).map(move |column| (column, row)));
    rectangles(code.dark.iter().zip(places).filter(|(dark, _)| **dark).map(|(_, (column, row))| {
        let (left, top) = (f32::from(column) * module, f32::from(row) * module);
        Rect::from_xywh(x + left, y + top, module, module)
    }))
}

fn rectangles(all: impl IntoIterator<Item = Option<Rect>>) -> Option<Path> {
    let mut path = PathBuilder::new();
    all.into_iter().flatten().for_each(|rectangle| path.push_rect(rectangle));
    path.finish()
}

fn fill(ink: Ink) -> Fill {
    let lightness = match ink {
        Ink::Strong => 20,
        Ink::Muted => 95,
    };
    Fill {
        paint: luma::Color::new(lightness).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }
}

fn pdf_time(at: Timestamp) -> PdfTime {
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    PdfTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// A moment on paper: `30 Nov 2026 13.05 WIB`.
pub fn moment(lang: Lang, zone: Zone, at: Timestamp) -> String {
    let local: DateTime<FixedOffset> = zone.local(at);
    let month = t(lang, &format!("month-{}", local.month()));
    let (day, year, label) = (local.day(), local.year(), zone.label());
    format!("{day} {month} {year} {} {label}", clock_time(zone, at))
}
