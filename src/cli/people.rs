//! `tawar token` and `tawar user …`.

use super::args::UserCommand;
use super::runtime::block_on;
use super::servers::Servers;
use crate::app::Core;
use crate::base::clock::Timestamp;
use crate::base::error::AppError;
use crate::base::i18n::Lang;
use crate::care::sanctions::{self, NewSanction, SanctionKind, SanctionReason};
use crate::config::Config;
use crate::market::listings;
use crate::people::accounts::{self, Identifier, Intent, RequestContext, SignUp, User};
use crate::people::sessions::{self, NewSession};
use crate::web::Via;

/// Prints a new API token of the person with this e-mail address, phone number or handle.
pub(super) fn token(identifier: &str) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let user = find(&core, identifier)?;
    let (secret, now) = (&core.config.secret, core.clock.now());
    let session = core
        .db
        .transact(|conn| {
            let new = NewSession { user: user.id, via: Via::Bearer, device: "tawar token" };
            sessions::actions::open(conn, secret, &new, now)
        })
        .map_err(AppError::into_anyhow)?;
    println!("{}", session.token);
    Ok(())
}

pub(super) fn user(command: UserCommand) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let (db, now) = (&core.db, core.clock.now());
    match command {
        UserCommand::Create { name, email, password } => {
            let input = SignUp {
                name,
                email: Some(email),
                phone: None,
                password,
                intent: Intent::Buy,
                accept_terms: true,
            };
            let context = RequestContext::command_line("tawar user create", &core.config);
            let created = block_on(accounts::sign_up(db, input, context, now));
            let user =
                created.map_err(|err| anyhow::anyhow!("{}", err.text().localized(Lang::En)))?;
            println!("{} ({})", user.handle, user.id);
        }
        UserCommand::Promote { user, role } => {
            let user = find(&core, &user)?;
            db.transact(|conn| accounts::change_role(conn, user.id, role))
                .map_err(AppError::into_anyhow)?;
            println!("{} is {role} now", user.handle);
        }
        UserCommand::Suspend { user, days } => {
            let user = find(&core, &user)?;
            suspend(&core, &user, days, now)?;
        }
    }
    Ok(())
}

/// Suspends somebody for so many days; with 0 lifts every suspension and ban.
fn suspend(core: &Core, user: &User, days: i64, now: Timestamp) -> anyhow::Result<()> {
    let context = core.care_context();
    if days > 0 {
        let until = now + chrono::Duration::days(days);
        let new = NewSanction {
            user: user.id,
            kind: SanctionKind::Suspend,
            reason: SanctionReason::Other,
            message: "Akun ini ditangguhkan oleh pengelola situs.".to_owned(),
            until: Some(until),
            by: None,
        };
        core.db
            .transact(|conn| sanctions::impose(conn, &context, new.clone(), now))
            .map_err(|err| anyhow::anyhow!("{}", err.text().localized(Lang::En)))?;
        println!("{} is suspended until {until}", user.handle);
        return Ok(());
    }
    core.db
        .transact(|conn| {
            for sanction in sanctions::of_person(conn, user.id)? {
                let suspends = matches!(sanction.kind, SanctionKind::Suspend | SanctionKind::Ban);
                if suspends && sanction.in_force(now) {
                    sanctions::lift(conn, &context, sanction.id, None, now)?;
                }
            }
            // Of the time before sanctions were rows.
            accounts::suspend(conn, user.id, None, now)?;
            listings::apply_suspensions(conn, now)
        })
        .map_err(AppError::into_anyhow)?;
    println!("{} may come in again", user.handle);
    Ok(())
}

fn find(core: &Core, identifier: &str) -> anyhow::Result<User> {
    core.db
        .transact(|conn| accounts::by_identifier(conn, &Identifier::parse(identifier)))
        .map_err(AppError::into_anyhow)?
        .ok_or_else(|| anyhow::anyhow!("nobody is called {identifier:?}"))
}
