//! Whose costs they are.

use super::currencies;
use crate::{Error, Statement};

/// Whose costs they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) currency: String,
}

impl Account {
    /// An account by its Organization ID, which every row names; an account without a name is called by it.
    pub fn new(organization: Option<&str>, name: &str, currency: &str) -> Result<Self, Error> {
        let id = organization.map(str::trim).filter(|id| !id.is_empty()).ok_or(Error::NoOrganization)?;
        let currency = currency.trim();
        if !currencies::is_one(currency) {
            return Err(Error::Currency(currency.to_owned()));
        }
        let name = if name.trim().is_empty() { id } else { name };
        Ok(Self { id: id.to_owned(), name: name.to_owned(), currency: currency.to_owned() })
    }

    /// The account of a statement.
    pub fn of(statement: &Statement) -> Result<Self, Error> {
        Self::new(statement.organization.as_deref(), &statement.account, &statement.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_without_an_organization_or_a_currency_is_refused_in_words() {
        for missing in [None, Some(""), Some("  ")] {
            let refused = Account::new(missing, "Lab", "USD").unwrap_err();
            assert!(refused.to_string().contains("Organization ID"), "{refused}");
        }
        for currency in ["", "usd", "US", "XYZ", "$"] {
            let refused = Account::new(Some("org-1"), "Lab", currency).unwrap_err();
            assert!(refused.to_string().contains("ISO 4217"), "{refused}");
        }
        let account = Account::new(Some(" org-1 "), " ", "USD").unwrap();
        assert_eq!((account.id.as_str(), account.name.as_str()), ("org-1", "org-1"));
    }
}
