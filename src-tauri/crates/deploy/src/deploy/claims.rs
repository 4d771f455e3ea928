//! Which machines the orders of an account account for, so that who asked for a machine is told without looking into jobs.

use rusqlite::Connection;

use voltdeck_base::activity::of_word;
use voltdeck_contract::Actor;

/// What a machine is known by as the one that an order bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderClaim {
    /// The person, or a standing order.
    pub actor: Actor,
    machine: Option<String>,
    tag: Option<String>,
    name: String,
    /// Nobody knows yet which machine it is.
    looking: bool,
}

impl OrderClaim {
    /// Whether a machine is the order's: by its id, by the tag of the order, or by its name while the order looks for one.
    pub fn claims(&self, id: &str, tags: &[String], name: Option<&str>) -> bool {
        let tagged = self.tag.as_ref().is_some_and(|tag| tags.contains(tag));
        self.machine.as_deref() == Some(id) || tagged || (self.looking && name == Some(&self.name))
    }
}

/// The claims of every job of a profile. A job that cannot be read claims by its row alone, and stops nothing.
///
/// # Errors
/// A fault of the store.
pub fn claims(connection: &Connection, profile: &str) -> rusqlite::Result<Vec<OrderClaim>> {
    connection
        .prepare_cached(
            "SELECT jobs.instance_id, jobs.name, jobs.open AND jobs.instance_id IS NULL, activity.actor,
                    CASE WHEN json_valid(document) THEN json_extract(document, '$.tag') END
             FROM jobs LEFT JOIN activity
               ON activity.id = CASE WHEN json_valid(document) THEN json_extract(document, '$.activity_id') END
             WHERE jobs.profile_id = ?1",
        )?
        .query_map([profile], |line| {
            let actor: Option<String> = line.get(3)?;
            Ok(OrderClaim {
                machine: line.get(0)?,
                name: line.get(1)?,
                looking: line.get(2)?,
                actor: actor.and_then(|word| of_word(&word)).unwrap_or_default(),
                tag: line.get(4)?,
            })
        })?
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::job::Job;
    use super::super::job::tests::{at, planned};
    use super::super::job_store;
    use super::*;
    use voltdeck_base::activity::{self, Act};
    use voltdeck_base::store::Store;

    #[test]
    fn an_order_claims_by_tag_always_by_name_while_it_looks_and_by_id_once_it_knows() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), at("12:00:00")).unwrap().store;
        let claim = || store.read(|connection| claims(connection, "profile")).unwrap().remove(0);
        let mut job = planned("train-01");
        job.activity_id = Some(activity::begin(&store, "profile", at("12:00:00"), &Act::default()).unwrap());
        job_store::insert(&store, &job, None).unwrap();
        store.transact(|connection| connection.execute("UPDATE activity SET actor = 'order'", [])).unwrap();
        assert_eq!(claim().actor, Actor::Order);
        assert!(claim().claims("vm", std::slice::from_ref(&job.tag), None));
        assert!(claim().claims("vm", &[], Some("train-01")), "nobody knows yet which it is");
        assert!(!claim().claims("vm", &["vd-job-other".into()], Some("train-02")));
        let accept = |job: &mut Job| job.state.send(at("12:00:01")) && job.state.accept("vm", None, at("12:00:02"));
        assert!(job_store::change(&store, "profile", &job.id, accept).unwrap().1);
        assert!(claim().claims("vm", &[], None));
        assert!(!claim().claims("twin", &[], Some("train-01")), "its machine is known");
        store.transact(|connection| connection.execute("UPDATE jobs SET document = 'no JSON'", [])).unwrap();
        assert!(claim().claims("vm", &[], None), "a job that cannot be read has its row");
        assert_eq!(store.read(|connection| claims(connection, "other")).unwrap(), []);
    }
}
