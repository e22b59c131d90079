//! `tawar token` and `tawar user …`.

use super::args::UserCommand;
use super::runtime::block_on;
use super::servers::Servers;
use crate::app::Core;
use crate::base::error::AppError;
use crate::base::i18n::Lang;
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
            let until = (days > 0).then(|| now + chrono::Duration::days(days));
            db.transact(|conn| {
                accounts::suspend(conn, user.id, until, now)?;
                listings::apply_suspensions(conn, now)
            })
            .map_err(AppError::into_anyhow)?;
            match until {
                Some(until) => println!("{} is kept out until {until}", user.handle),
                None => println!("{} may come in again", user.handle),
            }
        }
    }
    Ok(())
}

fn find(core: &Core, identifier: &str) -> anyhow::Result<User> {
    core.db
        .transact(|conn| accounts::by_identifier(conn, &Identifier::parse(identifier)))
        .map_err(AppError::into_anyhow)?
        .ok_or_else(|| anyhow::anyhow!("nobody is called {identifier:?}"))
}
