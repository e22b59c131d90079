//! The pictures of the demo listings, resized once each and stored as photos.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use indicatif::ProgressBar;

use crate::app::Core;
use crate::base::error::AppError;
use crate::demo::generate::{self, DemoListing, PhotoPlan};
use crate::market::photos::{self, ProcessedPhoto};

/// Every distinct picture in the sizes of a photo.
pub(super) type StoredPictures = HashMap<PhotoPlan, ProcessedPhoto>;

/// Makes the sizes of every distinct picture of the listings, on all cores, and stores them.
///
/// # Errors
/// A picture is missing or invalid, or the store cannot be written.
pub(super) async fn store(
    core: &Core,
    listings: &[DemoListing],
    bar: &ProgressBar,
) -> anyhow::Result<StoredPictures> {
    let mut plans: Vec<PhotoPlan> =
        listings.iter().flat_map(|listing| listing.photos.iter().copied()).collect();
    plans.sort();
    plans.dedup();
    bar.set_length(u64::try_from(plans.len()).unwrap_or(1));
    let pictures = resize(plans, bar)?;
    for picture in pictures.values() {
        photos::store_sizes(&core.storage, picture).await.map_err(AppError::into_anyhow)?;
    }
    Ok(pictures)
}

fn resize(plans: Vec<PhotoPlan>, bar: &ProgressBar) -> anyhow::Result<StoredPictures> {
    let queue = Mutex::new(plans.into_iter());
    let pictures = Mutex::new(HashMap::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let work = || -> anyhow::Result<()> {
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(plan) = next else { return Ok(()) };
                let large = generate::picture(&plan).with_context(|| format!("no {plan:?}"))?;
                let picture = photos::from_large(large.into_owned())?;
                pictures.lock().unwrap_or_else(PoisonError::into_inner).insert(plan, picture);
                bar.inc(1);
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().map_err(|_panic| anyhow::anyhow!("a picture could not be resized"))??;
        }
        Ok(())
    })?;
    Ok(pictures.into_inner().unwrap_or_else(PoisonError::into_inner))
}
