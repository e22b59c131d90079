//! The form of a review as browsers send it: text and files in one request, with or without scripts.

use serde::Serialize;

use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Part, UploadForm};
use crate::base::i18n::Text;
use crate::base::ids::{PhotoId, UserId};
use crate::config::Mode;
use crate::market::photos::{self, PhotoDeps};
use crate::trade::reviews::{About, Content, MAX_PHOTOS, Tag, Written};

/// What somebody typed.
#[derive(Debug, Clone, Default)]
pub(super) struct ReviewInput {
    rating: i16,
    tags: Vec<Tag>,
    comment: String,
    pub(super) photos: Vec<PhotoId>,
}

impl ReviewInput {
    /// The form of somebody who changes their review.
    pub(super) fn of(review: &Written) -> Self {
        let Content { rating, tags, comment, photos } = review.content.clone();
        Self { rating, tags, comment, photos }
    }

    /// Reads a submitted form, and saves its files as photos of `owner`. What is wrong with a file goes into `errors`.
    ///
    /// # Errors
    /// 413 and 408 for a form that is too long or too slow.
    pub(super) async fn read(
        mut form: UploadForm,
        uploads: &PhotoDeps,
        owner: UserId,
        errors: &mut FieldErrors,
    ) -> AppResult<Self> {
        let mut input = Self::default();
        while let Some(part) = form.next(photos::MAX_BYTES).await? {
            match part {
                Part::Text { name, text } => input.add(&name, text),
                Part::File { file, .. } if file.is_empty() => {}
                Part::File { .. } if input.photos.len() >= MAX_PHOTOS => {
                    let many = Text::new("review-photos-many").with("max", MAX_PHOTOS);
                    errors.0.insert("photos".into(), vec![many]);
                }
                Part::File { file, .. } => match photos::save_upload(uploads, owner, file).await {
                    Ok(photo) => input.photos.push(photo.id),
                    Err(AppError::Invalid(fields)) => {
                        for text in fields.0.into_values().flatten() {
                            errors.add("photos", text);
                        }
                    }
                    Err(err) => return Err(err),
                },
            }
        }
        Ok(input)
    }

    fn add(&mut self, name: &str, text: String) {
        match name {
            "rating" => self.rating = text.parse().unwrap_or(0),
            "tag" => self.tags.extend(text.parse::<Tag>().ok()),
            "comment" => self.comment = text,
            "photo_id" => self.photos.extend(text.parse::<PhotoId>().ok()),
            _ => {}
        }
    }

    pub(super) fn content(&self) -> Content {
        Content {
            rating: self.rating,
            tags: self.tags.clone(),
            comment: self.comment.clone(),
            photos: self.photos.clone(),
        }
    }
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct StarChoice {
    n: i16,
    /// Key of what so many stars say.
    label: String,
    checked: bool,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct TagChoice {
    word: &'static str,
    label: Text,
    checked: bool,
}

/// A photo that stays unless its box is unchecked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct KeptPhoto {
    pub(super) id: PhotoId,
    pub(super) thumb: String,
}

/// The fields of the form.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ReviewFormView {
    stars: Vec<StarChoice>,
    good: Vec<TagChoice>,
    bad: Vec<TagChoice>,
    comment: String,
    photos: Vec<KeptPhoto>,
    max_photos: usize,
    /// Key of the button's label.
    submit: &'static str,
}

impl ReviewFormView {
    pub(super) fn of(
        input: &ReviewInput,
        about: About,
        mode: Mode,
        photos: Vec<KeptPhoto>,
        changes: bool,
    ) -> Self {
        let choice = |tag: &Tag| TagChoice {
            word: tag.word(),
            label: tag.label(),
            checked: input.tags.contains(tag),
        };
        let tags = Tag::choices(about, mode);
        let (good, bad): (Vec<Tag>, Vec<Tag>) = tags.iter().partition(|tag| tag.is_good());
        Self {
            stars: (1..=5)
                .map(|n| StarChoice {
                    n,
                    label: format!("review-star-{n}"),
                    checked: n == input.rating,
                })
                .collect(),
            good: good.iter().map(choice).collect(),
            bad: bad.iter().map(choice).collect(),
            comment: input.comment.clone(),
            photos,
            max_photos: MAX_PHOTOS,
            submit: if changes { "review-save" } else { "review-send" },
        }
    }
}
