//! Where a request comes from: address, browser, language, and how links lead back to us.

use std::net::IpAddr;

use actix_web::{HttpRequest, web};

use crate::base::error::{AppError, AppResult};
use crate::base::http::client_ip;
use crate::base::i18n::{Lang, Text};
use crate::base::limits::Rate;
use crate::config::{Config, Site};
use crate::people::consent::Channel;
use crate::web::Page;

/// Where a request that signs somebody up or in comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The client's address.
    pub ip: Option<IpAddr>,
    /// The browser, in words.
    pub device: String,
    /// The token of the browser's cookie; API clients have none.
    pub browser: Option<String>,
    /// A page or the API.
    pub channel: Channel,
    /// The person's language.
    pub lang: Lang,
    /// The site's name, for mails.
    pub site: String,
    /// The address of the site from outside, for links.
    pub public_url: String,
    /// Whether rate limits apply.
    pub limited: bool,
}

/// Sign-ups from one network.
pub(super) const SIGN_UPS: Rate = Rate { actions: 20, seconds: 3600 };

/// Reads the origin of a request.
pub(super) fn origin(req: &HttpRequest, channel: Channel) -> AppResult<Origin> {
    let missing = || AppError::Internal(anyhow::anyhow!("app data for accounts is missing"));
    let config = req.app_data::<web::Data<Config>>().ok_or_else(missing)?;
    let site = req.app_data::<web::Data<Site>>().ok_or_else(missing)?;
    let public_url = config.public_url.clone().unwrap_or_else(|| {
        // Only in development: in production links must not follow a Host header.
        format!("http://{}", req.app_config().local_addr())
    });
    let lang = Lang::of(req);
    let agent = req.headers().get("user-agent").and_then(|v| v.to_str().ok());
    let device = device(agent.unwrap_or_default(), lang);
    Ok(Origin {
        ip: client_ip(req, config.behind_proxy),
        device,
        browser: (channel == Channel::Web).then(|| Page::browser(req)),
        channel,
        lang,
        site: site.name.clone(),
        public_url,
        limited: config.rate_limits,
    })
}

/// `Chrome di Android`: a browser as its owner knows it; a program is called by its own name.
fn device(agent: &str, lang: Lang) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => {
            Text::new("device-on").with("browser", browser).with("system", system).say(lang)
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if agent.is_empty() => Text::new("device-unknown").say(lang),
        (None, None) => agent.split(['/', ' ']).next().unwrap_or(agent).chars().take(40).collect(),
    }
}
