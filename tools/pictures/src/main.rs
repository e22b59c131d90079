//! Draws every picture that the demo data may ask for: `seed/demo/pictures/<drawing>-<variant>.webp`, the photographs' large
//! size, from `static/goods/*.svg` and `seed/demo/drawings.toml`. Beside them `seed/demo/pictures.sources` says what they
//! were made of; a test of the site compares it, so that no drawing is changed without its pictures.

mod drawings;
mod paint;
mod picture;
mod sources;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;

use crate::drawings::Drawings;

/// One file to be written.
struct Job {
    drawing: String,
    variant: usize,
    svg: String,
}

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let drawings = Drawings::read(&root)?;
    let folder = root.join("seed/demo/pictures");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let jobs = jobs(&root, &drawings)?;
    let bytes = draw_all(&jobs, &drawings, &folder)?;
    std::fs::write(root.join("seed/demo/pictures.sources"), sources::list(&root)?)?;
    println!("{} pictures, {} KiB", jobs.len(), bytes / 1024);
    Ok(())
}

fn jobs(root: &Path, drawings: &Drawings) -> anyhow::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for path in files(&root.join("static/goods"), "svg")? {
        let drawing = path.file_stem().context("a file without a name")?.to_string_lossy();
        let svg = std::fs::read_to_string(&path)?;
        for variant in 0..drawings.variants(&drawing) {
            jobs.push(Job { drawing: drawing.clone().into_owned(), variant, svg: svg.clone() });
        }
    }
    Ok(jobs)
}

/// On all cores; returns the number of bytes written.
fn draw_all(jobs: &[Job], drawings: &Drawings, folder: &Path) -> anyhow::Result<usize> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let written = AtomicUsize::new(0);
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            match draw(job, drawings, folder) {
                Ok(bytes) => written.fetch_add(bytes, Ordering::Relaxed),
                Err(err) => {
                    let mut failed =
                        failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    *failed = Some(err.context(format!("{} {}", job.drawing, job.variant)));
                    return;
                }
            };
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(work);
        }
    });
    match failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some(err) => Err(err),
        None => Ok(written.into_inner()),
    }
}

fn draw(job: &Job, drawings: &Drawings, folder: &Path) -> anyhow::Result<usize> {
    let canvas = picture::picture(drawings, &job.drawing, job.variant, &job.svg)?;
    let webp = picture::encode(&canvas)?;
    std::fs::write(folder.join(format!("{}-{}.webp", job.drawing, job.variant)), &webp)?;
    Ok(webp.len())
}

/// The files of a folder with this ending, in the order of their names.
fn files(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    found.retain(|path| path.extension().is_some_and(|known| known == ending));
    found.sort();
    Ok(found)
}
