//! Several values of the application data as one argument of a handler.

use actix_web::{HttpRequest, web};

use crate::base::error::{AppError, AppResult};

/// One value of the application data.
///
/// # Errors
/// 500 when `app::server` does not register the type.
pub fn app_data<T: 'static>(req: &HttpRequest) -> AppResult<web::Data<T>> {
    let missing = || anyhow::anyhow!("application data is missing: {}", std::any::type_name::<T>());
    req.app_data::<web::Data<T>>().cloned().ok_or_else(|| AppError::Internal(missing()))
}

/// Declares a struct that a handler extracts as one argument. Each field is a `web::Data` of its type.
macro_rules! app_data_struct {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($field_vis:vis $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        $vis struct $name { $($field_vis $field: actix_web::web::Data<$type>),+ }

        impl actix_web::FromRequest for $name {
            type Error = $crate::base::error::AppError;
            type Future = std::future::Ready<$crate::base::error::AppResult<Self>>;

            fn from_request(req: &actix_web::HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
                let extract = || Ok(Self { $($field: $crate::web::app_data::<$type>(req)?),+ });
                std::future::ready(extract())
            }
        }
    };
}
pub(crate) use app_data_struct;
