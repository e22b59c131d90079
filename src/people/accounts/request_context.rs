//! What signing up and in need to know of a request: the client, its language, and the site's URL for links.

use std::net::IpAddr;

use actix_web::HttpRequest;

use super::one_time_links::Mailing;
use crate::base::crypto::SecretKey;
use crate::base::error::AppResult;
use crate::base::http::client_ip;
use crate::base::i18n::{Lang, Text};
use crate::base::limits::Rate;
use crate::config::{Config, SiteAddress};
use crate::people::consent::Channel;
use crate::web::{Page, app_data, is_local_development};

/// The client of a request that signs somebody up or in, and the site it came to.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The client's IP address.
    pub ip: Option<IpAddr>,
    /// The browser or client in a few words: `Chrome di Android`.
    pub device: String,
    /// The token of the browser cookie; API clients have none.
    pub browser: Option<String>,
    pub channel: Channel,
    /// The language of the account and of mails.
    pub lang: Lang,
    /// The site, as mails state it.
    pub site: SiteAddress,
    /// Makes the tokens of links in mails.
    pub key: SecretKey,
    /// Whether rate limits are enforced.
    pub limited: bool,
    /// Whether demo accounts may sign in: their password is public.
    pub demo: bool,
}

/// Sign-ups, and requests to reset a password, from one network.
pub(super) const SIGN_UPS: Rate = Rate { actions: 20, seconds: 3600 };

impl RequestContext {
    /// Reads the context of a request.
    ///
    /// # Errors
    /// `Internal` when the app data lacks the configuration.
    pub(super) fn of(req: &HttpRequest, channel: Channel) -> AppResult<Self> {
        let config = app_data::<Config>(req)?;
        let mut site = config.site_address();
        if config.public_url.is_none() {
            // Only in development: in production links must not depend on a header of the request.
            site.url = format!("http://{}", req.app_config().local_addr());
        }
        let lang = Lang::of(req);
        let agent = req.headers().get("user-agent").and_then(|v| v.to_str().ok());
        let device = device(agent.unwrap_or_default(), lang);
        Ok(Self {
            ip: client_ip(req, config.behind_proxy),
            device,
            browser: (channel == Channel::Web).then(|| Page::browser_token(req)),
            channel,
            lang,
            site,
            key: config.secret.clone(),
            limited: config.rate_limits,
            demo: is_local_development(req, &config),
        })
    }

    /// What a mail with a link needs.
    pub(super) fn mailing(&self) -> Mailing<'_> {
        Mailing { site: &self.site, key: &self.key }
    }

    /// The context of a command of the command line. Its rate is not limited.
    pub fn command_line(command: &str, config: &Config) -> Self {
        Self {
            ip: None,
            device: command.to_owned(),
            browser: None,
            channel: Channel::Cli,
            lang: Lang::Id,
            site: config.site_address(),
            key: config.secret.clone(),
            limited: false,
            demo: false,
        }
    }
}

/// A User-Agent header in a few words: `Chrome di Android`. A program has the name that it states.
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
            Text::new("device-on").with("browser", browser).with("system", system).localized(lang)
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if agent.is_empty() => Text::new("device-unknown").localized(lang),
        (None, None) => agent.split(['/', ' ']).next().unwrap_or(agent).chars().take(40).collect(),
    }
}
