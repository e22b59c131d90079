//! Places blocks of text on A4 pages. Measures are points (1/72 inch), from the upper left.

use super::fonts::{Fonts, Weight};
use super::shaping::{Ink, Run, Style, shape, width};
use super::wrapping::wrap;
use crate::base::qr::QrModules;

pub(super) const PAGE_WIDTH: f32 = 595.28;
pub(super) const PAGE_HEIGHT: f32 = 841.89;
/// The margin at every side.
pub(super) const MARGIN: f32 = 54.0;
const TEXT_WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// The last baseline of a page; the footer is below it.
const BOTTOM: f32 = PAGE_HEIGHT - MARGIN - 18.0;
/// Where the values of facts begin.
const VALUE: f32 = 140.0;
/// The side of a QR code.
const QR_SIDE: f32 = 110.0;
/// Height of a line by its size.
const LEADING: f32 = 1.45;
const BODY: f32 = 9.5;

/// What is on a page.
pub(super) enum Op {
    Text {
        runs: Vec<Run>,
        x: f32,
        baseline: f32,
        size: f32,
        ink: Ink,
    },
    /// A thin line across the page.
    Rule {
        y: f32,
    },
    Qr {
        code: QrModules,
        x: f32,
        y: f32,
        side: f32,
    },
}

/// The part of the page's width that a text fills.
#[derive(Clone, Copy)]
struct Column {
    x: f32,
    room: f32,
}

const FULL: Column = Column { x: MARGIN, room: TEXT_WIDTH };
const LABELS: Column = Column { x: MARGIN, room: VALUE - 8.0 };
const VALUES: Column = Column { x: MARGIN + VALUE, room: TEXT_WIDTH - VALUE };

const PLAIN: Style = Style { weight: Weight::Regular, size: BODY, ink: Ink::Strong };
const BOLD: Style = Style { weight: Weight::Bold, ..PLAIN };
const MUTED: Style = Style { ink: Ink::Muted, ..PLAIN };

/// The pages of a document, filled from above.
pub(super) struct Layout<'a> {
    fonts: &'a Fonts,
    pages: Vec<Vec<Op>>,
    /// Where the next line begins.
    y: f32,
}

impl<'a> Layout<'a> {
    pub fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, pages: vec![Vec::new()], y: MARGIN }
    }

    /// The title of the document.
    pub fn title(&mut self, text: &str) {
        self.lines(text, Style { weight: Weight::Bold, size: 18.0, ink: Ink::Strong }, FULL);
    }

    /// A heading, kept on one page with what follows.
    pub fn heading(&mut self, text: &str) {
        self.gap(12.0);
        self.need(60.0);
        self.rule();
        self.lines(text, Style { weight: Weight::Bold, size: 11.5, ink: Ink::Strong }, FULL);
        self.gap(2.0);
    }

    /// The title of an item, kept on one page with what follows.
    pub fn item(&mut self, text: &str) {
        self.gap(4.0);
        self.need(45.0);
        self.lines(text, BOLD, FULL);
    }

    pub fn paragraph(&mut self, text: &str) {
        self.lines(text, PLAIN, FULL);
    }

    pub fn note(&mut self, text: &str) {
        self.lines(text, Style { size: 8.0, ..MUTED }, FULL);
    }

    /// A label and its value beside it.
    pub fn fact(&mut self, label: &str, value: &str) {
        self.need(BODY * LEADING);
        let (page, y) = (self.pages.len(), self.y);
        self.lines(label, MUTED, LABELS);
        // The value begins in the line of its label, which may have been long.
        let below_label = self.y;
        if self.pages.len() == page {
            self.y = y;
        }
        self.lines(value, PLAIN, VALUES);
        if self.pages.len() == page {
            self.y = self.y.max(below_label);
        }
    }

    /// A label and an amount at the right margin.
    pub fn amount(&mut self, label: &str, amount: &str, strong: bool) {
        let style = if strong { BOLD } else { PLAIN };
        let runs = shape(self.fonts, amount, style.weight);
        let wide = width(&runs, style.size);
        let lines = wrap(self.fonts, label, style, TEXT_WIDTH - wide - 12.0);
        self.need(style.size * LEADING);
        let (x, baseline) = (PAGE_WIDTH - MARGIN - wide, self.y + style.size);
        let mut lines = lines.into_iter();
        self.line(&lines.next().unwrap_or_default(), style, MARGIN);
        self.push(Op::Text { runs, x, baseline, size: style.size, ink: style.ink });
        for line in lines {
            self.line(&line, style, MARGIN);
        }
    }

    /// A QR code with a note below it.
    pub fn qr(&mut self, code: QrModules, note: &str) {
        self.gap(14.0);
        self.need(QR_SIDE + 20.0);
        let y = self.y;
        self.push(Op::Qr { code, x: MARGIN, y, side: QR_SIDE });
        self.y += QR_SIDE + 6.0;
        self.note(note);
    }

    pub fn gap(&mut self, height: f32) {
        self.y += height;
    }

    /// The pages, each with its footer.
    pub fn finish(mut self, footer: impl Fn(usize, usize) -> String) -> Vec<Vec<Op>> {
        let total = self.pages.len();
        for (page, number) in self.pages.iter_mut().zip(1..) {
            let runs = shape(self.fonts, &footer(number, total), Weight::Regular);
            let baseline = PAGE_HEIGHT - MARGIN + 10.0;
            page.push(Op::Text { runs, x: MARGIN, baseline, size: 8.0, ink: Ink::Muted });
        }
        self.pages
    }

    fn rule(&mut self) {
        let y = self.y;
        self.push(Op::Rule { y });
        self.y += 8.0;
    }

    fn lines(&mut self, text: &str, style: Style, column: Column) {
        for line in wrap(self.fonts, text, style, column.room) {
            self.line(&line, style, column.x);
        }
    }

    fn line(&mut self, text: &str, style: Style, x: f32) {
        self.need(style.size * LEADING);
        let runs = shape(self.fonts, text, style.weight);
        let baseline = self.y + style.size;
        self.push(Op::Text { runs, x, baseline, size: style.size, ink: style.ink });
        self.y += style.size * LEADING;
    }

    /// Begins another page when less than this is left of the present one.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn push(&mut self, op: Op) {
        if let Some(page) = self.pages.last_mut() {
            page.push(op);
        }
    }
}
