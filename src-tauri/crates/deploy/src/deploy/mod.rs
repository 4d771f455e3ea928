//! Deploying a VM or renting bare metal: what is offered, what is wrong with a draft, the last look, and the job that buys it once.
//!
//! A deploy is a job on disk. Its phases are those of docs/rules.md, rule 8: planned → sent → accepted(id) → up, or
//! refused(reason), or unknown → found(id) | absent. The order is sent once; an answer that was lost is settled by
//! listing.

mod begin;
mod bought;
mod claims;
mod cloud_init;
mod cost;
mod curl;
mod deploy_templates;
mod draft;
mod draft_rules;
mod first_steps;
mod follow;
mod forgotten;
mod goods;
mod issues;
mod job;
mod job_record;
mod job_state;
mod job_store;
mod job_view;
mod memory;
mod metal;
mod metal_offer;
mod metal_rules;
mod news;
mod options;
mod order;
mod outcome;
mod provider;
mod quoted;
mod rental;
mod resume;
mod review;
mod reviewed;
mod save_keys;
mod seek;
mod send;
mod settle;
pub mod spending;
mod standing;
pub(crate) mod standing_bounds;
mod standing_rules;
mod start;
mod templates;
mod terms;
mod under_way;
mod volume;
mod watch_one;
mod words;
pub mod yaml;

use std::sync::Arc;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::store::Store;
use voltdeck_contract::{
    Answer, ChooseArgs, CloudInitArgs, CloudInitCheck, CloudInitFormArgs, CloudInitParsed, CloudInitTemplate,
    CloudInitText, CommandError, DeployOptions, DeployReview, DeployStart, DeployTemplateExportArgs,
    DeployTemplateImportArgs, DeployTemplateRead, DeployTemplateSaveArgs, DeployTemplateText, DeployTemplateView, Done,
    DraftArgs, DraftCheck, ErrorCode, Exported, FirstStepsView, ForgottenOrder, IdArgs, JobView, MetalOptions, NoArgs,
    ReviewedArgs, TemplateArgs,
};

pub use claims::{OrderClaim, claims};
pub use deploy_templates::reread as reread_template;
pub use forgotten::{forget, orders_out, still_out, views as forgotten_views};
pub use goods::Goods;
pub use job_store::{Claim, reread};
pub use memory::DeployMemory;
pub use resume::{begin, close_unsent, is_stranded};
pub(crate) use standing::take_reviewed;
pub use standing::{buy, draft_issues, goods, of_order, read_again, said_per_hour};
pub use standing_bounds::limit as read_limit;
pub use terms::StandingTerms;
pub use words::{above_limit, dollars};

/// What the wizard offers, read now.
pub async fn options(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<DeployOptions> {
    options::read(&app, &account).await
}

/// What the bare-metal wizard offers, read now.
pub async fn metal_options(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<MetalOptions> {
    metal::read(&app, &account).await
}

/// What can be said of a draft at once, from what was read last.
pub async fn check(app: Arc<App>, account: Arc<Account>, args: DraftArgs) -> Answer<DraftCheck> {
    review::check(&app, &account, &args.draft)
}

/// The provider's word on a cloud-init.
pub async fn cloud_init_check(app: Arc<App>, account: Arc<Account>, args: CloudInitArgs) -> Answer<CloudInitCheck> {
    review::cloud_init(&app, &account, &args.cloud_init, args.kind).await
}

/// Reads a cloud-init that was typed as YAML.
pub async fn cloud_init_parse(_app: Arc<App>, args: CloudInitText) -> Answer<CloudInitParsed> {
    Ok(yaml::parse(&args.text))
}

/// Writes a cloud-init as YAML, as it would be sent: rows that were left empty are not in it.
pub async fn cloud_init_text(_app: Arc<App>, args: CloudInitFormArgs) -> Answer<CloudInitText> {
    let form = cloud_init::cleaned(&args.cloud_init).unwrap_or_default();
    Ok(CloudInitText { text: yaml::text(&form) })
}

/// The templates, built in and own.
pub async fn cloud_init_templates(app: Arc<App>, _args: NoArgs) -> Answer<Vec<CloudInitTemplate>> {
    templates::all(&app.store)
}

/// The first steps that there are for a draft, and the whole cloud-init with them.
pub async fn first_steps(app: Arc<App>, account: Arc<Account>, args: DraftArgs) -> Answer<FirstStepsView> {
    review::first_steps(&app, &account, args.draft)
}

/// Saves a template, and answers with all of them.
pub async fn cloud_init_template_save(app: Arc<App>, args: TemplateArgs) -> Answer<Vec<CloudInitTemplate>> {
    templates::save(&app.store, &args.name, &args.cloud_init, app.host.now())?;
    templates::all(&app.store)
}

/// Deletes one of the person's own templates, and answers with those that are left.
pub async fn cloud_init_template_delete(app: Arc<App>, args: IdArgs) -> Answer<Vec<CloudInitTemplate>> {
    templates::delete(&app.store, &args.id)?;
    templates::all(&app.store)
}

/// What the wizard begins with for a machine like this one, living or gone.
pub async fn draft_like(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<DeployStart> {
    begin::like(&app, &account, &args.id).await
}

/// The deploy templates, by name.
pub async fn deploy_templates(app: Arc<App>, _args: NoArgs) -> Answer<Vec<DeployTemplateView>> {
    deploy_templates::all(&app)
}

/// Saves a draft as a deploy template, and answers with all of them.
pub async fn deploy_template_save(
    app: Arc<App>,
    account: Arc<Account>,
    args: DeployTemplateSaveArgs,
) -> Answer<Vec<DeployTemplateView>> {
    deploy_templates::save(&app, &account, &args)?;
    deploy_templates::all(&app)
}

/// Deletes a deploy template, and answers with those that are left.
pub async fn deploy_template_delete(app: Arc<App>, args: IdArgs) -> Answer<Vec<DeployTemplateView>> {
    deploy_templates::delete(&app, &args.id)?;
    deploy_templates::all(&app)
}

/// What the wizard begins with for a deploy template.
pub async fn deploy_template_start(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<DeployStart> {
    deploy_templates::start(&app, &account, &args.id).await
}

/// Writes a deploy template to a file.
pub async fn deploy_template_export(app: Arc<App>, args: DeployTemplateExportArgs) -> Answer<Exported> {
    deploy_templates::export(&app, &args)
}

/// What stands in the file of a deploy template, before it is kept.
pub async fn deploy_template_read(app: Arc<App>, args: DeployTemplateText) -> Answer<DeployTemplateRead> {
    deploy_templates::read(&app, &args.text)
}

/// Keeps a file as a deploy template, and answers with all of them.
pub async fn deploy_template_import(app: Arc<App>, args: DeployTemplateImportArgs) -> Answer<Vec<DeployTemplateView>> {
    deploy_templates::import(&app, &args)?;
    deploy_templates::all(&app)
}

/// The last look: hardware and price are read again.
pub async fn review(app: Arc<App>, account: Arc<Account>, args: DraftArgs) -> Answer<DeployReview> {
    review::review(&app, &account, args.draft).await
}

/// Deploys what was reviewed, once.
pub async fn start(app: Arc<App>, account: Arc<Account>, args: ReviewedArgs) -> Answer<JobView> {
    start::start(&app, &account, &args).await
}

/// The jobs, newest first.
pub async fn jobs(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<Vec<JobView>> {
    views(&app, &account)
}

/// The same for the first screen.
pub fn views(app: &App, account: &Account) -> Answer<Vec<JobView>> {
    Ok(job_store::list(&app.store, account.profile_id())?.iter().map(job_view::view).collect())
}

/// Orders of accounts that were removed before anybody knew what came of them.
pub async fn forgotten_orders(app: Arc<App>, _args: NoArgs) -> Answer<Vec<ForgottenOrder>> {
    forgotten::views(&app)
}

/// Takes one of them off, and answers with those that are left.
pub async fn forgotten_dismiss(app: Arc<App>, args: IdArgs) -> Answer<Vec<ForgottenOrder>> {
    forgotten::dismiss(&app, &args.id)?;
    forgotten::views(&app)
}

/// What was ordered of a rental.
#[derive(Debug, Clone, Default)]
pub struct Ordered {
    /// GPUs in all.
    pub gpus: u32,
    /// The network of bare metal, in the provider's word.
    pub network: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
}

/// What was ordered of a rental, where it is one of a deploy.
pub fn ordered(store: &Store, profile: &str, machine: &str) -> Answer<Option<Ordered>> {
    let Some(job) = job_store::of_machine(store, profile, machine)? else { return Ok(None) };
    let metal = job.metal.unwrap_or_default();
    Ok(Some(Ordered { gpus: metal.gpu_count.unwrap_or_default(), network: metal.network, tags: job.tags }))
}

/// One job.
pub async fn job(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<JobView> {
    Ok(job_view::view(&job_store::load(&app.store, account.profile_id(), &args.id)?))
}

/// Looks at a job's machine now.
pub async fn look(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<JobView> {
    follow::look(&app, &account, &args.id).await
}

/// Says which machine a job's is, or that none of the candidates is.
pub async fn choose(app: Arc<App>, account: Arc<Account>, args: ChooseArgs) -> Answer<JobView> {
    follow::choose(&app, &account, &args)
}

/// Takes a settled job off the list.
pub async fn dismiss(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Done> {
    let job = job_store::load(&app.store, account.profile_id(), &args.id)?;
    if !job.settled() {
        return Err(CommandError::new(
            ErrorCode::NotAllowed,
            "This deploy is not settled yet: it may still turn out to cost money. It can be dismissed once its outcome is \
             known.",
        ));
    }
    job_store::dismiss(&app.store, account.profile_id(), &args.id)?;
    app.host.emit(voltdeck_contract::Event::Job { id: args.id });
    Ok(Done {})
}
