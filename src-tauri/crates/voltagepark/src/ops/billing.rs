use futures::Stream;

use crate::call::{Call, Operation};
use crate::client::{Client, decode, request_id};
use crate::error::{Error, ErrorKind};
use crate::page::{self, Listing, Page, Unreadable, Whole};
use crate::report::{Cutter, Fault};
use crate::transport::AnswerBody;
use crate::types::{HourlyRate, MonthBalances, MonthlyReport, Transaction, TransactionFilter, plain};

impl Client {
    /// "Current rate for active rentals": `GET /billing/hourly-rate`, US dollars per hour.
    pub async fn get_hourly_rate(&self) -> Result<HourlyRate, Error> {
        self.json(Call::new(Operation::read("get_hourly_rate"), "/billing/hourly-rate")).await
    }

    /// "Historical organization billing log": `GET /billing/transactions`.
    pub async fn list_transactions(
        &self,
        filter: &TransactionFilter,
        page: Page,
    ) -> Result<Listing<Transaction>, Error> {
        let mut call = Call::new(Operation::read("list_transactions"), "/billing/transactions")
            .query("limit", page.limit)
            .query("offset", page.offset);
        for kind in &filter.types {
            call = call.query("types", Some(kind));
        }
        self.listing(call.query("earliest", filter.earliest).query("latest", filter.latest)).await
    }

    /// All of [`Client::list_transactions`].
    pub async fn list_transactions_all(
        &self,
        filter: &TransactionFilter,
        limit: u32,
    ) -> Result<Whole<Transaction>, Error> {
        page::whole(limit, |page| self.list_transactions(filter, page)).await
    }

    /// [`Client::list_transactions`] as a stream.
    pub fn stream_transactions<'a>(
        &'a self,
        filter: &'a TransactionFilter,
        limit: u32,
    ) -> impl Stream<Item = Result<Transaction, Error>> + 'a {
        page::stream(limit, move |page| self.list_transactions(filter, page))
    }

    /// "Monthly billing log": `GET /billing/reports/{year}/{month}/transactions`, at most 1 GiB.
    pub async fn get_monthly_report(&self, year: i32, month: u32) -> Result<MonthlyReport, Error> {
        let mut transactions = Vec::new();
        let balances = self.stream_monthly_report(year, month, |transaction| transactions.push(transaction)).await?;
        Ok(MonthlyReport { transactions, balances })
    }

    /// The same line by line, since a report has no pages. Lines that were handed over before an error are void.
    pub async fn stream_monthly_report(
        &self,
        year: i32,
        month: u32,
        mut on_transaction: impl FnMut(Transaction),
    ) -> Result<MonthBalances, Error> {
        let path = format!("/billing/reports/{year}/{month}/transactions");
        let call = Call::new(Operation::read("get_monthly_report"), path);
        let (response, line) = self.open(&call).await?;
        let (status, request_id) = (response.status().as_u16(), request_id(response.headers()));
        let read = self.read_report(&call, status, response.into_body(), &mut on_transaction).await;
        match &read {
            Ok(_) => line.end_well(status, request_id.as_deref()),
            Err(error) => line.end_badly(error),
        }
        read
    }

    async fn read_report(
        &self,
        call: &Call,
        status: u16,
        mut body: AnswerBody,
        on_transaction: &mut impl FnMut(Transaction),
    ) -> Result<MonthBalances, Error> {
        let limit = self.inner.report_limit;
        let (mut cutter, mut size, mut index, mut unreadable) = (Cutter::default(), 0, 0, Vec::new());
        while let Some(part) = self.next_part(call, &mut body).await? {
            size += part.len() as u64;
            if size > limit {
                return Err(call.error(ErrorKind::TooLarge { limit }, call.sent()));
            }
            let cut = cutter.feed(&part, |line| {
                match plain::transaction(line).map_or_else(|| decode(line), Ok) {
                    Ok(transaction) => on_transaction(transaction),
                    Err((path, reason)) => unreadable.push(Unreadable { index, path, reason }),
                }
                index += 1;
            });
            cut.map_err(|fault| broken(call, status, fault))?;
        }
        let rest = cutter.finish().map_err(|fault| broken(call, status, fault))?;
        let balances = decode(&rest);
        let balances: MonthBalances =
            balances.map_err(|(path, reason)| call.error(ErrorKind::Payload { status, path, reason }, call.sent()))?;
        Ok(MonthBalances { unreadable, ..balances })
    }
}

fn broken(call: &Call, status: u16, fault: Fault) -> Error {
    let reason = match fault {
        Fault::TooLarge => "one line is far too long",
        Fault::NotAReport => "it is no object, or it breaks off",
    };
    call.error(ErrorKind::Payload { status, path: "transactions".into(), reason: reason.into() }, call.sent())
}
