//! `tawar token` and `tawar user …`.

use super::servers::Servers;
use super::{UserCommand, block_on};
use crate::config::Config;
use crate::people::accounts;
use crate::people::sessions;
use crate::web::Via;

pub(super) fn token(who: &str) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let ground = servers.ground()?;
    let now = ground.clock.now();
    let opened = ground
        .db
        .transact(|conn| {
            let Some(user) = accounts::by_identifier(conn, who)? else { return Ok(None) };
            sessions::actions::open(
                conn,
                &ground.config.secret,
                user.id,
                Via::Bearer,
                "tawar token",
                now,
            )
            .map(Some)
        })
        .map_err(|err| anyhow::anyhow!("{err}"))?
        .ok_or_else(|| anyhow::anyhow!("nobody is called {who:?}"))?;
    println!("{}", opened.token);
    Ok(())
}

pub(super) fn user(command: UserCommand) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let ground = servers.ground()?;
    let now = ground.clock.now();
    let find = |who: &str| -> anyhow::Result<accounts::User> {
        ground
            .db
            .transact(|conn| accounts::by_identifier(conn, who))
            .map_err(|err| anyhow::anyhow!("{err}"))?
            .ok_or_else(|| anyhow::anyhow!("nobody is called {who:?}"))
    };
    match command {
        UserCommand::Create { name, email, password } => {
            let made = block_on(accounts::create(
                &ground.db,
                name,
                email,
                password,
                &ground.config.site.name,
                now,
            ));
            let user = made.map_err(|err| {
                anyhow::anyhow!("{}", err.text().say(crate::base::i18n::Lang::En))
            })?;
            println!("{} ({})", user.handle, user.id);
        }
        UserCommand::Promote { user, role } => {
            let user = find(&user)?;
            ground
                .db
                .transact(|conn| accounts::change_role(conn, user.id, role))
                .map_err(|err| anyhow::anyhow!("{err}"))?;
            println!("{} is {role} now", user.handle);
        }
        UserCommand::Suspend { user, days } => {
            let user = find(&user)?;
            let until = (days > 0).then(|| now + chrono::Duration::days(days));
            ground
                .db
                .transact(|conn| accounts::suspend(conn, user.id, until, now))
                .map_err(|err| anyhow::anyhow!("{err}"))?;
            match until {
                Some(until) => println!("{} is kept out until {until}", user.handle),
                None => println!("{} may come in again", user.handle),
            }
        }
    }
    Ok(())
}
