//! Clients of the provider, made with the settings of the network.

use std::path::Path;
use std::sync::Arc;

use voltagepark::{BaseUrl, BuildError, Client, ClientBuilder};

use crate::token_state::TokenState;
use crate::{App, failure, files, network, sent, settings};
use voltdeck_contract::{Answer, CommandError, ErrorCode, SettingsView};

/// The largest file of certificates: those of a whole system are a quarter of a megabyte.
const MOST_ROOTS: u64 = 4 << 20;

/// A base URL as it is used, or what is wrong with it at its field.
pub fn base_url(text: &str) -> Answer<String> {
    parse(text).map(|url| url.to_string())
}

/// A client that signs its requests, and refuses to change anything where it only reads. It tells `state` whether the
/// provider takes its token.
pub fn signed_in(app: &App, base_url: &str, token: &str, read_only: bool, state: &Arc<TokenState>) -> Answer<Client> {
    let builder = builder(app, base_url, &settings::current(app)?)?.token(token).read_only(read_only);
    builder.observer(sent::observer(state)).build().map_err(|wrong| unusable(&wrong))
}

/// A client without a token, for the public price list at the base URL that sign-in offers.
pub fn anonymous(app: &App) -> Answer<Client> {
    let builder = builder(app, &app.host.default_base_url(), &settings::current(app)?)?;
    builder.build().map_err(|wrong| unusable(&wrong))
}

/// Asks the provider whether it takes a token, with a read that every key may do.
pub async fn check_token(client: &Client) -> Answer<()> {
    match client.get_hourly_rate().await {
        Ok(_) => Ok(()),
        Err(failed) => {
            let said = failure::reading(&failed);
            Err(match said.code {
                ErrorCode::TokenRefused | ErrorCode::Forbidden => CommandError {
                    message: "The provider refuses this token. Copy it again, whole, or ask for a new one. Nothing was kept.".into(),
                    code: ErrorCode::TokenRefused,
                    ..said
                }
                .at("token"),
                ErrorCode::Gone => CommandError {
                    message: "Something answers there, but it is not this API: it does not know the billing rate. Check the base URL.".into(),
                    code: ErrorCode::Invalid,
                    ..said
                }
                .at("baseUrl"),
                _ => said,
            })
        }
    }
}

/// Tries the settings of the network without using them.
pub fn check_network(settings: &SettingsView) -> Answer<()> {
    let base = parse("https://localhost")?;
    with_network(ClientBuilder::new(base), &settings.proxy, settings)?
        .build()
        .map(drop)
        .map_err(|wrong| unusable(&wrong))
}

fn builder(app: &App, base_url: &str, settings: &SettingsView) -> Answer<ClientBuilder> {
    let agent = concat!("Voltdeck/", env!("CARGO_PKG_VERSION"));
    let proxy = network::proxy(app, &settings.proxy);
    let builder = with_network(ClientBuilder::new(parse(base_url)?).user_agent(agent), &proxy, settings)?;
    Ok(match app.host.transport() {
        Some(transport) => builder.transport(transport),
        None => builder,
    })
}

fn with_network(mut builder: ClientBuilder, proxy: &str, settings: &SettingsView) -> Answer<ClientBuilder> {
    if !proxy.is_empty() {
        builder = builder.proxy(proxy);
    }
    if !settings.extra_root.is_empty() {
        let pem = files::read_within(Path::new(&settings.extra_root), MOST_ROOTS).map_err(|error| {
            let message = format!("The certificate file cannot be read ({error}). Give the path of a PEM file.");
            CommandError::new(ErrorCode::Invalid, message).at("extraRoot")
        })?;
        builder = builder.extra_root(&pem);
    }
    Ok(builder)
}

fn parse(text: &str) -> Answer<BaseUrl> {
    BaseUrl::parse(text).map_err(|wrong| CommandError::new(ErrorCode::Invalid, wrong.to_string()).at("baseUrl"))
}

fn unusable(wrong: &BuildError) -> CommandError {
    let (field, message) = match wrong {
        BuildError::Token => ("token", "There is a character in it that no token has. Copy it again.".to_owned()),
        BuildError::Proxy(reason) => {
            ("proxy", format!("This proxy cannot be used: {reason}. It looks like http://proxy:3128."))
        }
        BuildError::ExtraRoot(reason) => {
            ("extraRoot", format!("This certificate file cannot be used: {reason}. It must hold PEM certificates."))
        }
        BuildError::UserAgent | BuildError::Network(_) => {
            return CommandError::new(
                ErrorCode::Local,
                format!("The network of this computer cannot be used: {wrong}."),
            );
        }
    };
    CommandError::new(ErrorCode::Invalid, message).at(field)
}
