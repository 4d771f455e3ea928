//! FOCUS as Parquet, written column by column, some ten thousand rows at a time.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::Account;
use super::columns::{COLUMNS, Column, Value};
use super::facts::Facts;
use super::read::ColumnType;
use crate::exact::{DIGITS, PLACES};
use crate::{Error, Line};

/// Rows of a group: what is kept in memory, and what a reader can skip at once.
const ROWS: usize = 1 << 16;
/// Bytes of a `DECIMAL(38, 12)`.
const WIDTH: usize = 16;

pub(super) struct Sink<W: Write + Send> {
    file: SerializedFileWriter<Slot<W>>,
    columns: Vec<Buffer>,
    rows: usize,
}

/// What is written to. The library's own way to give it back writes the end of the file and hides why that failed.
struct Slot<W>(Option<W>);

impl<W: Write> Write for Slot<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.as_mut().map_or(Ok(bytes.len()), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// The values of a column, without its nulls, and for each row whether it has one.
struct Buffer {
    values: Values,
    /// `None` where a null cannot be.
    present: Option<Vec<i16>>,
}

enum Values {
    /// All texts in one, and where each stands in it. One like that before it is not kept twice.
    Text {
        all: Vec<u8>,
        places: Vec<(usize, usize)>,
    },
    /// Big-endian, 16 bytes each; the least and the greatest of them.
    Decimal {
        all: Vec<u8>,
        ends: Option<(i128, i128)>,
    },
    Time(Vec<i64>),
    Integer(Vec<i32>),
}

impl<W: Write + Send> Sink<W> {
    pub(super) fn begin(out: W) -> Result<Self, Error> {
        let file = SerializedFileWriter::new(Slot(Some(out)), Arc::new(schema()?), Arc::new(properties()))?;
        Ok(Self { file, columns: COLUMNS.iter().map(Buffer::of).collect(), rows: 0 })
    }

    pub(super) fn add(&mut self, account: &Account, line: &Line, cost: i128) -> Result<(), Error> {
        let facts = Facts::of(account, line, cost);
        for (buffer, column) in self.columns.iter_mut().zip(&COLUMNS) {
            buffer.add(&(column.value)(&facts))?;
        }
        self.rows += 1;
        if self.rows == ROWS { self.write() } else { Ok(()) }
    }

    /// Ends the file and gives back what it was written to.
    pub(super) fn end(mut self) -> Result<W, Error> {
        if self.rows > 0 {
            self.write()?;
        }
        self.file.finish()?;
        self.file.inner_mut().0.take().ok_or_else(|| Error::Format("The file was ended before.".into()))
    }

    fn write(&mut self) -> Result<(), Error> {
        let mut group = self.file.next_row_group()?;
        for buffer in &mut self.columns {
            let Some(column) = group.next_column()? else {
                return Err(Error::Format("A column is missing in the schema.".into()));
            };
            buffer.write(column)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl Buffer {
    fn of(column: &Column) -> Self {
        let values = match column.kind {
            ColumnType::Text => Values::Text { all: Vec::new(), places: Vec::new() },
            ColumnType::Decimal => Values::Decimal { all: Vec::new(), ends: None },
            ColumnType::Time => Values::Time(Vec::new()),
            ColumnType::Integer => Values::Integer(Vec::new()),
        };
        Self { values, present: column.nullable.then(Vec::new) }
    }

    fn add(&mut self, value: &Value<'_>) -> Result<(), Error> {
        let there = *value != Value::Null;
        match (&mut self.values, value) {
            (Values::Text { all, places }, Value::Text(text)) => {
                let last = places.last().copied().filter(|(from, to)| all[*from..*to] == *text.as_bytes());
                places.push(last.unwrap_or_else(|| {
                    let from = all.len();
                    all.extend_from_slice(text.as_bytes());
                    (from, all.len())
                }));
            }
            (Values::Decimal { all, ends }, Value::Decimal(units)) => {
                all.extend_from_slice(&units.to_be_bytes());
                let (least, greatest) = ends.unwrap_or((*units, *units));
                *ends = Some((least.min(*units), greatest.max(*units)));
            }
            (Values::Time(times), Value::Time(at)) => times.push(at.timestamp_micros()),
            (Values::Integer(numbers), Value::Integer(number)) => numbers.push(*number),
            (_, Value::Null) if self.present.is_some() => {}
            _ => return Err(Error::Format("A row has a value that its column cannot hold.".into())),
        }
        if let Some(present) = &mut self.present {
            present.push(i16::from(there));
        }
        Ok(())
    }

    /// Writes what there is, and is empty then. Its memory is kept for the next group.
    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> Result<(), Error> {
        let present = self.present.as_deref();
        match &mut self.values {
            Values::Text { all, places } => {
                let bytes = Bytes::from(std::mem::take(all));
                let texts: Vec<ByteArray> = places.drain(..).map(|(from, to)| bytes.slice(from..to).into()).collect();
                column.typed::<ByteArrayType>().write_batch(&texts, present, None)?;
                column.close()?;
                drop(texts);
                *all = emptied(bytes);
            }
            Values::Decimal { all, ends } => {
                let bytes = Bytes::from(std::mem::take(all));
                let places = (0..bytes.len()).step_by(WIDTH);
                let decimals: Vec<FixedLenByteArray> =
                    places.map(|from| ByteArray::from(bytes.slice(from..from + WIDTH)).into()).collect();
                // Statistics are kept to the end of the file, and with one of these all of them would be.
                let ends = ends.take().map(|(least, greatest)| [least, greatest].map(own));
                let [least, greatest] = [0, 1].map(|end| ends.as_ref().map(|ends| &ends[end]));
                let writer = column.typed::<FixedLenByteArrayType>();
                writer.write_batch_with_statistics(&decimals, present, None, least, greatest, None)?;
                column.close()?;
                drop(decimals);
                *all = emptied(bytes);
            }
            Values::Time(times) => {
                column.typed::<Int64Type>().write_batch(times, present, None)?;
                column.close()?;
                times.clear();
            }
            Values::Integer(numbers) => {
                column.typed::<Int32Type>().write_batch(numbers, present, None)?;
                column.close()?;
                numbers.clear();
            }
        }
        if let Some(present) = &mut self.present {
            present.clear();
        }
        Ok(())
    }
}

/// The memory of bytes that nobody else holds.
fn emptied(bytes: Bytes) -> Vec<u8> {
    let mut memory = Vec::from(bytes);
    memory.clear();
    memory
}

/// A decimal that holds no memory but its own.
fn own(units: i128) -> FixedLenByteArray {
    ByteArray::from(units.to_be_bytes().to_vec()).into()
}

/// The same for every file, so that any number of them read as one table.
fn schema() -> Result<Type, Error> {
    let fields = COLUMNS.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>()?;
    Ok(Type::group_type_builder("schema").with_fields(fields).build()?)
}

fn field(column: &Column) -> Result<Type, Error> {
    let (physical, logical) = match column.kind {
        ColumnType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnType::Decimal => (Physical::FIXED_LEN_BYTE_ARRAY, None),
        ColumnType::Time => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
        ColumnType::Integer => (Physical::INT32, None),
    };
    let repetition = if column.nullable { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let builder = Type::primitive_type_builder(column.name, physical).with_repetition(repetition);
    let builder = match column.kind {
        ColumnType::Decimal => {
            let (scale, precision) = (PLACES.cast_signed(), DIGITS.cast_signed());
            let width = i32::try_from(WIDTH).unwrap_or_default();
            let logical = LogicalType::decimal(scale, precision);
            builder.with_length(width).with_precision(precision).with_scale(scale).with_logical_type(Some(logical))
        }
        _ => builder.with_logical_type(logical),
    };
    Ok(builder.build()?)
}

/// Columns in which hardly two values are alike: a dictionary of them would be as long as the column.
const UNLIKE: &[&str] = &[
    "BilledCost",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "EffectiveCost",
    "ListCost",
    "PricingQuantity",
    "x_TransactionId",
];

fn properties() -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by("Voltdeck".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for column in &COLUMNS {
        let path = ColumnPath::from(column.name);
        // Nobody asks for a range of texts, and the ends of them take time.
        if column.kind == ColumnType::Text {
            properties = properties.set_column_statistics_enabled(path.clone(), EnabledStatistics::None);
        }
        properties = properties.set_column_dictionary_enabled(path, !UNLIKE.contains(&column.name));
    }
    properties.build()
}
