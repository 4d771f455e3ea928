//! What a FOCUS row says of a line.

use std::collections::HashMap;

use voltdeck_books::focus::{self, read_csv};
use voltdeck_books::{Error, Line, Resource, ResourceKind, Role};

use crate::scene::{account, at, charge, d, run};

/// The row of a line.
fn row(line: &Line) -> HashMap<String, String> {
    let mut csv = Vec::new();
    run(|run| focus::csv(&mut csv, &account(), [Ok(line)], run)).unwrap();
    let table = read_csv(csv.as_slice()).unwrap();
    let cells = table.rows[0].iter().zip(table.columns);
    cells.filter_map(|(cell, head)| Some((head.name, cell.clone()?))).collect()
}

#[test]
fn a_usage_has_its_price_its_hours_and_its_tags() {
    let row = row(&charge());
    for (column, value) in [
        ("BilledCost", "30.240000"),
        ("EffectiveCost", "30.240000"),
        ("ListCost", "30.240000"),
        ("ContractedCost", "30.240000"),
        ("ContractedUnitPrice", "15.120000"),
        ("PricingQuantity", "2"),
        ("PricingUnit", "Hours"),
        ("PricingCategory", "Standard"),
        ("BillingAccountId", "org-7"),
        ("BillingAccountName", "Lab, \"north\""),
        ("BillingCurrency", "USD"),
        ("BillingPeriodStart", "2026-10-01T00:00:00Z"),
        ("BillingPeriodEnd", "2026-11-01T00:00:00Z"),
        ("ChargePeriodStart", "2026-10-08T09:00:00Z"),
        ("ChargePeriodEnd", "2026-10-08T11:00:00Z"),
        ("ChargeCategory", "Usage"),
        ("ChargeFrequency", "Usage-Based"),
        ("ChargeDescription", "Virtual Machine, train-7, 8 x h100-sxm5-80gb, 15.120000 USD per hour"),
        ("ServiceCategory", "Compute"),
        ("ServiceSubcategory", "Virtual Machines"),
        ("ServiceName", "Virtual Machines"),
        ("ResourceId", "vm-1"),
        ("ResourceName", "train-7"),
        ("ResourceType", "Virtual Machine"),
        ("RegionId", "loc-1"),
        ("RegionName", "Dallas"),
        ("SkuId", "vm-8x-h100-sxm5-80gb"),
        ("SkuMeter", "Machine Time"),
        ("SkuPriceId", "vm-8x-h100-sxm5-80gb@15.120000/hour"),
        ("SkuPriceDetails", "{\"GpuCount\":8,\"x_GpuModel\":\"h100-sxm5-80gb\"}"),
        ("Tags", "{\"team:research\":true}"),
        ("ProviderName", "Voltage Park"),
        ("PublisherName", "Voltage Park"),
        ("InvoiceIssuerName", "Voltage Park"),
        ("x_CostCentre", "Research"),
        ("x_GpuCount", "8"),
        ("x_GpuModel", "h100-sxm5-80gb"),
        ("x_TransactionId", "t-1"),
        ("x_TransactionKind", "charge"),
    ] {
        assert_eq!(row.get(column).map(String::as_str), Some(value), "{column}");
    }
    // And nothing more.
    assert_eq!(row.len(), 39, "{row:?}");
}

#[test]
fn what_history_does_not_know_is_null_and_not_made_up() {
    let none = |line: &Line| {
        let row = row(line);
        ["PricingQuantity", "PricingUnit", "ContractedUnitPrice", "SkuPriceId", "SkuPriceDetails"]
            .iter()
            .all(|column| !row.contains_key(*column))
    };
    assert!(!none(&charge()));
    assert!(none(&Line { price_per_hour: None, ..charge() }));
    // The price of today is not what was paid: it was stopped for a part of the time.
    assert!(none(&Line { effect: d("-20"), ..charge() }));
    assert!(none(&Line { from: None, until: None, created: None, ..charge() }));
    let bare = Line {
        resource: None,
        place: None,
        tags: vec!["vd-job-abcdefgh".into()],
        gpu_model: None,
        gpu_count: None,
        cost_centre: None,
        ..charge()
    };
    let row = row(&bare);
    for column in ["ResourceId", "ResourceName", "ResourceType", "RegionId", "RegionName", "Tags", "SkuId", "SkuMeter"]
    {
        assert_eq!(row.get(column), None, "{column}");
    }
    assert_eq!(row["ServiceName"], "Other");
}

#[test]
fn every_resource_has_its_service() {
    let of = |kind| {
        let row = row(&Line { resource: Some(Resource { id: "r".into(), name: None, kind }), ..charge() });
        ["ServiceCategory", "ServiceSubcategory", "ResourceType"].map(|column| row[column].clone())
    };
    assert_eq!(of(ResourceKind::VmDisk), ["Storage", "Block Storage", "Virtual Machine Disk"]);
    assert_eq!(of(ResourceKind::BareMetal), ["Compute", "Other (Compute)", "Bare Metal Rental"]);
    assert_eq!(of(ResourceKind::Storage), ["Storage", "File Storage", "Storage Volume"]);
    assert_eq!(of(ResourceKind::Other("teapot".into())), ["Other", "Other (Other)", "Other"]);
}

#[test]
fn money_back_is_a_credit_and_a_correction_where_it_is_for_an_earlier_month() {
    let back = |from: &str, until: &str| {
        let line = Line {
            role: Role::Payout,
            kind: "payout".into(),
            effect: d("45.36"),
            from: Some(at(from)),
            until: Some(at(until)),
            ..charge()
        };
        row(&line)
    };
    let old = back("2026-08-01T00:00:00Z", "2026-08-02T00:00:00Z");
    let said = ["BilledCost", "ChargeCategory", "ChargeClass", "ChargeFrequency", "ChargePeriodStart"];
    assert_eq!(
        said.map(|column| old[column].as_str()),
        ["-45.360000", "Credit", "Correction", "One-Time", "2026-08-01T00:00:00Z"]
    );
    assert!(!old.contains_key("PricingQuantity") && !old.contains_key("PricingCategory") && !old.contains_key("SkuId"));
    assert_eq!(old["ChargeDescription"], "Refund, Virtual Machine, train-7, 8 x h100-sxm5-80gb");
    let now = back("2026-10-03T00:00:00Z", "2026-10-04T00:00:00Z");
    assert_eq!((now["ChargeCategory"].as_str(), now.get("ChargeClass")), ("Credit", None));
}

#[test]
fn anything_else_is_a_credit_or_an_adjustment_by_its_sign() {
    let other = |effect: &str| {
        row(&Line { effect: d(effect), note: Some("Welcome".into()), role: Role::Other, resource: None, ..charge() })
    };
    assert_eq!(other("100")["ChargeCategory"], "Credit");
    assert_eq!(other("-3")["ChargeCategory"], "Adjustment");
    assert_eq!(other("100")["ChargeDescription"], "Other, 8 x h100-sxm5-80gb, Welcome");
}

#[test]
fn how_it_is_sold_decides_the_pricing() {
    let of =
        |terms: Option<&str>| row(&Line { terms: terms.map(str::to_owned), ..charge() })["PricingCategory"].clone();
    assert_eq!(["spot", "subscription", "barter"].map(|word| of(Some(word))), ["Dynamic", "Standard", "Other"]);
    assert_eq!(of(None), "Standard");
}

#[test]
fn a_deposit_is_no_row() {
    let mut csv = Vec::new();
    let deposit = Line { role: Role::Deposit, effect: d("500"), ..charge() };
    let lines = [charge(), deposit];
    let summary = run(|run| focus::csv(&mut csv, &account(), lines.iter().map(Ok), run)).unwrap();
    assert_eq!((summary.rows(), read_csv(csv.as_slice()).unwrap().rows.len()), (1, 1));
    assert_eq!(summary.deposits().unwrap(), (1, d("500")));
    let difference = summary.difference(d("469.76")).unwrap();
    assert_eq!((difference.billed, difference.deposits, difference.unexplained), (d("30.24"), d("500"), d("0")));
}

#[test]
fn formulas_are_defused_in_text_and_amounts_stay_numbers() {
    let line = Line {
        resource: Some(Resource { id: "=1+1".into(), name: Some("@x".into()), kind: ResourceKind::Vm }),
        note: Some("+49".into()),
        effect: d("5"),
        ..charge()
    };
    let row = row(&line);
    assert_eq!((row["ResourceId"].as_str(), row["ResourceName"].as_str()), ("'=1+1", "'@x"));
    assert_eq!(row["BilledCost"], "-5.000000");
}

#[test]
fn a_source_that_breaks_off_is_no_export() {
    let broken = [Ok(charge()), Err("the store is gone".to_owned())];
    let failed = run(|run| focus::parquet(Vec::new(), &account(), broken, run)).unwrap_err();
    assert!(matches!(failed, Error::Lines(_)), "{failed}");
}
