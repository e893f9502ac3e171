//! What speaks for many codes: certificates, contents notes, leases, bulk files.

use std::ops::ControlFlow;

use symbolon::code::carrier::Form;
use symbolon::code::{KeyId, MasterKey, SerialCode, Series, SeriesId, Shape};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::trust::binary::Reader;
use symbolon::trust::merkle::InclusionProof;
use symbolon::trust::output::{Job, Layout};
use symbolon::trust::{
    BatchBuilder, Bulk, Certificate, Contents, ContentsNote, Draw, Lease, LeaseId, PublicKey, Receipt,
    SecretKey, Signer as _, Suite, Terms, Window,
};

use super::{bytes, rows, text, unhex};

#[test]
fn batch_certificates_and_proofs() {
    for row in rows("certificate.json") {
        let mut builder = BatchBuilder::new();
        for code in text(&row, "codes").split('|') {
            builder.add(&SerialCode::parse(code.as_bytes()).unwrap()).unwrap();
        }
        let batch = builder.finish().unwrap();
        assert_eq!(batch.root(), bytes(&row, "root"));
        let time = text(&row, "time").parse().unwrap();
        let made = Certificate::new(text(&row, "name"), time, &batch).unwrap();
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        let signed = unhex(text(&row, "certificate"));
        assert_eq!(made.sign(&key), Ok(signed.clone()));
        let public = PublicKey::from_bytes(Suite::Ed25519, &bytes::<32>(&row, "public_key")).unwrap();
        assert_eq!(Certificate::open(&signed, &public).as_ref(), Ok(&made));
        let code = SerialCode::parse(text(&row, "code").as_bytes()).unwrap();
        let proof = unhex(text(&row, "proof"));
        assert_eq!(batch.proof(&code).unwrap().to_bytes(), proof);
        assert_eq!(made.includes(&code, &InclusionProof::from_bytes(&proof).unwrap()), Ok(()));
        let stranger = SerialCode::parse(text(&row, "stranger").as_bytes()).unwrap();
        let absence = batch.absence(&stranger).unwrap();
        assert_eq!(absence.to_bytes(), unhex(text(&row, "absence")));
        assert!(made.excludes(&stranger, &absence));
    }
}

#[test]
fn contents_notes_and_proofs() {
    let identity = |text: &str| *SerialCode::parse(text.as_bytes()).unwrap().identity();
    for row in rows("contents.json") {
        let units = text(&row, "units").split('|').rev().map(identity);
        let contents = Contents::new(identity(text(&row, "container")), units.clone()).unwrap();
        assert_eq!(contents.digest().root, bytes(&row, "root"));
        let time = text(&row, "time").parse().unwrap();
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        let public = PublicKey::from_bytes(Suite::Ed25519, &bytes::<32>(&row, "public_key")).unwrap();
        let unit = identity(text(&row, "unit"));
        let proof = unhex(text(&row, "proof"));
        assert_eq!(contents.proof(&unit).unwrap().to_bytes(), proof);
        let proof = InclusionProof::from_bytes(&proof).unwrap();
        let made =
            [("note", contents.note(time)), ("note_with_filter", contents.note_with_filter(time).unwrap())];
        for (field, note) in made {
            let signed = unhex(text(&row, field));
            assert_eq!(note.sign(&key).as_ref(), Ok(&signed));
            assert_eq!(ContentsNote::open(&signed, &public).as_ref(), Ok(&note));
            assert_eq!(note.includes(&unit, &proof), Ok(()));
            assert!(units.clone().all(|unit| note.may_contain(&unit) != Some(false)));
        }
    }
}

#[test]
fn bulk_files() {
    for row in rows("bulk.json") {
        let (gtin, slot) =
            (Gtin::parse(text(&row, "gtin").as_bytes()).unwrap(), text(&row, "slot").as_bytes());
        let key = MasterKey::new(bytes(&row, "master")).series_key(gtin, slot);
        let series = Series::new(key, gtin, slot, Shape::default()).unwrap();
        let attributes = match text(&row, "attributes") {
            "" => Elements::new(),
            attributes => Elements::parse(attributes.as_bytes()).unwrap(),
        };
        let signer = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        let bulk = if row["signed"] == 1 {
            Bulk::signed(signer, series, &attributes, &Form::ElementString).unwrap()
        } else {
            Bulk::sealed(series, &attributes, &Form::ElementString).unwrap()
        };
        let (first, count): (u64, u64) =
            (text(&row, "first").parse().unwrap(), text(&row, "count").parse().unwrap());
        let (mut out, job) = (Vec::new(), Job::new(first..first + count));
        bulk.write(&job, &Layout::Binary, &mut out, |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(out, unhex(text(&row, "file")));
        assert_eq!(Reader::new(&out).unwrap().map(Result::unwrap).count() as u64, count);
    }
}

#[test]
fn leases_cursors_and_receipts() {
    for row in rows("lease.json") {
        let number = |field| text(&row, field).parse::<u64>().unwrap();
        let time = |field| text(&row, field).parse::<i64>().unwrap();
        let brand = SecretKey::from_seed(&bytes(&row, "granter_seed")).unwrap();
        let holder = SecretKey::from_seed(&bytes(&row, "holder_seed")).unwrap();
        let gtin = Gtin::parse(text(&row, "gtin").as_bytes()).unwrap();
        let terms = Terms {
            id: LeaseId::new(&unhex(text(&row, "id"))).unwrap(),
            holder: text(&row, "holder").to_owned(),
            key_id: KeyId::parse(text(&row, "key_id").as_bytes()).ok(),
            series: SeriesId::new(gtin, text(&row, "slot").as_bytes()).unwrap(),
            range: number("first")..number("first") + number("count"),
            quota: number("quota"),
            window: Window::new(time("from"), time("until")).unwrap(),
        };
        let granted = unhex(text(&row, "lease"));
        assert_eq!(Lease::grant(&brand, &terms).as_ref(), Ok(&granted));
        let lease = Lease::open(&granted, brand.public_key()).unwrap();
        assert_eq!((lease.terms(), lease.digest()), (&terms, &bytes(&row, "digest")));

        let (used, cursor) = (number("used"), unhex(text(&row, "cursor")));
        let mut draw = Draw::begin(lease.clone());
        if used > 0 {
            draw.draw(used, terms.window.from(), |_| Ok(())).unwrap();
        }
        assert_eq!(draw.cursor()[..], cursor);
        let mut resumed = Draw::resume(lease, &cursor).unwrap();
        let mut closed: Vec<u8> = Vec::new();
        let receipt = resumed.close(&holder, time("closed_at"), |cursor| {
            closed.extend(cursor);
            Ok(())
        });
        assert_eq!(receipt, Ok(unhex(text(&row, "receipt"))));
        assert_eq!(closed, unhex(text(&row, "closed_cursor")));
        let receipt = Receipt::open(&receipt.unwrap(), holder.public_key()).unwrap();
        assert_eq!((receipt.used(), receipt.closed_at()), (used, time("closed_at")));
    }
}
