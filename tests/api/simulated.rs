//! The simulated printer and camera (tests/channel): what pictures of it can be relied upon for.

#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // small pictures

use symbolon::symbol::{Correction, Matrix, Point, Raster, qr};

use super::channel::{Dice, Drop, Picture, Place, Printed, Profile, Scene, Sheet, photograph};

fn symbol() -> (Matrix, Raster) {
    let symbol = qr::draw(b"THE CHANNEL PRINTS AND SEES THIS 1", Correction::M, false).unwrap();
    let raster = symbol.raster(10, symbol.quiet()).unwrap();
    (symbol, raster)
}

/// A camera that looks straight down without noise, turn or JPEG.
const STILL: Profile =
    Profile { noise: 0.0, shot: 0.0, illum: 0.0, jpeg: 0, rot: 0.0, tilt: 0.0, ..Profile::CLEAN };

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (_, raster) = symbol();
    for (_, profile) in Profile::ALL {
        let [one, same, other] = [7, 7, 8].map(|seed| photograph(&raster, &profile, seed));
        assert_eq!(one.picture.pixels, same.picture.pixels);
        assert_eq!(one.scene.homography, same.scene.homography);
        assert_ne!(one.picture.pixels, other.picture.pixels);
        assert_ne!(one.scene.homography, other.scene.homography);
    }
}

/// Centre of what is darker than paper, within 8 pixels of a place.
fn centre(picture: &Picture, near: Point) -> Point {
    let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
    for (index, &pixel) in picture.pixels.iter().enumerate() {
        let at = ((index % picture.width) as f64 + 0.5, (index / picture.width) as f64 + 0.5);
        if (at.0 - near.x).hypot(at.1 - near.y) < 8.0 {
            let dark = 191.0 - f64::from(pixel);
            sum += dark;
            x += dark * at.0;
            y += dark * at.1;
        }
    }
    Point { x: x / sum, y: y / sum }
}

#[test]
fn a_dot_lands_where_the_homography_says() {
    let smooth =
        Profile { mottle: 0.0, paper: 0.0, noise: 0.0, shot: 0.0, illum: 0.0, jpeg: 0, ..Profile::A };
    let smooth = Profile { motion: 1.5, tilt: 40.0, ..smooth };
    let mut sum = Point::default();
    for seed in 0..40 {
        let mut dice = Dice(seed);
        let (x, y) = (10 + dice.below(80) as u32, 10 + dice.below(50) as u32);
        // Seven by seven dots, so that the scatter of one drop does not decide.
        let near = |a: u32, b: u32| a.abs_diff(b) <= 3;
        let sheet = Sheet::dots(100, 70, |column, row| near(column, x) && near(row, y));
        let scene = Scene::new(100, 70, &smooth, seed);
        let said = scene.map(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let seen = centre(&scene.expose(&sheet.printed(&smooth, seed), &smooth, 0), said);
        let off = Point { x: seen.x - said.x, y: seen.y - said.y };
        assert!(off.x.hypot(off.y) < 0.2, "seed {seed}: {seen:?} is not {said:?}");
        sum = Point { x: sum.x + off.x, y: sum.y + off.y };
    }
    // The scatter of drops averages out.
    assert!((sum.x / 40.0).hypot(sum.y / 40.0) < 0.02, "{sum:?}");
}

#[test]
fn a_drop_between_dots_and_a_turned_raster_land_where_they_were_put() {
    let quiet = Profile { jit_um: 0.0, sat: 0.0, mottle: 0.0, paper: 0.0, ..STILL };
    let drop = Drop { x: 40.125, y: 30.625, diameter: Some(400.0), scatter: Some(0.0), nozzle: None };
    let sheet = Sheet { width: 80, height: 60, drops: vec![drop] };
    let scene = Scene::new(80, 60, &quiet, 3);
    let said = scene.map(40.125, 30.625);
    let seen = centre(&scene.expose(&sheet.printed(&quiet, 3), &quiet, 0), said);
    assert!((seen.x - said.x).hypot(seen.y - said.y) < 0.05, "{seen:?} is not {said:?}");

    let symbol = qr::draw(b"1", Correction::L, false).unwrap();
    let raster = symbol.raster(4, 0).unwrap();
    let place = Place { x: 30.5, y: 21.25, degrees: 20.0, scale: 1.1 };
    let mut sheet = Sheet::new(150, 130);
    sheet.put(&raster, &place);
    let scene = Scene::new(150, 130, &quiet, 3);
    let picture = scene.expose(&sheet.printed(&quiet, 3), &quiet, 0);
    for (x, y) in [(1, 3), (3, 1), (19, 3), (3, 19), (1, 1), (5, 1)] {
        let at = place.map(&raster, f64::from(x) * 4.0 + 2.0, f64::from(y) * 4.0 + 2.0);
        let level = picture.brightness(scene.map(at.x, at.y));
        assert_eq!(level < 110.0, symbol.get(x, y), "module ({x}, {y}) has level {level}");
    }
}

/// Mean levels of the centres of dark and of light modules whose neighbours are all of their colour.
fn levels(symbol: &Matrix, profile: &Profile, seed: u64) -> (f64, f64) {
    let raster = symbol.raster(10, 4).unwrap();
    let shot = photograph(&raster, profile, seed);
    let mut sums = [(0.0, 0.0); 2];
    for y in 0..symbol.height() + 2 {
        for x in 0..symbol.width() + 2 {
            let module = |dx: u32, dy: u32| symbol.get((x + dx).wrapping_sub(2), (y + dy).wrapping_sub(2));
            let dark = module(1, 1);
            if (0..9).any(|at| module(at % 3, at / 3) != dark) {
                continue;
            }
            let centre = |module: u32| f64::from(module) * 10.0 + 35.0;
            let level = shot.picture.brightness(shot.scene.map(centre(x), centre(y)));
            let (sum, count) = &mut sums[usize::from(dark)];
            (*sum, *count) = (*sum + level, *count + 1.0);
        }
    }
    let [light, dark] = sums.map(|(sum, count)| sum / count);
    (light, dark)
}

#[test]
fn paper_and_ink_have_the_levels_of_their_reflectance() {
    let (symbol, _) = symbol();
    let even = Profile { illum: 0.0, ..Profile::A };
    let (light, dark) = levels(&symbol, &even, 5);
    assert!((light - 0.85 * 225.0).abs() < 4.0, "{light}");
    // Light comes through between drops that miss their places.
    assert!((0.0..10.0).contains(&(dark - 0.12 * 225.0)), "{dark}");
    let (paper, dots) = levels(&symbol, &even.uv(8.0), 5);
    assert!((paper - 0.10 * 225.0).abs() < 3.0, "{paper}");
    assert!((dots - 0.45 * 225.0).abs() < 4.0, "{dots}");
    let (_, pale) = levels(&symbol, &even.pale(0.7), 5);
    assert!((pale - 0.70 * 225.0).abs() < 4.0, "{pale}");
}

/// Share of dark pixels' spread around the two levels: how far the picture is from a clean one.
fn damage(profile: &Profile) -> f64 {
    let (symbol, _) = symbol();
    let raster = symbol.raster(10, 4).unwrap();
    let mut wrong = 0.0;
    for seed in 0..6 {
        let shot = photograph(&raster, profile, seed);
        for y in 0..symbol.height() * 10 {
            for x in 0..symbol.width() * 10 {
                let at = shot.scene.map(f64::from(x) + 40.5, f64::from(y) + 40.5);
                let wanted = if symbol.get(x / 10, y / 10) { 0.12 } else { 0.85 };
                wrong += (shot.picture.brightness(at) / 225.0 - wanted).powi(2);
            }
        }
    }
    wrong
}

#[test]
fn the_profiles_are_ordered_from_good_to_bad() {
    let [a, b, w] = [Profile::A, Profile::B, Profile::W].map(|profile| damage(&profile));
    assert!(a * 1.2 < b && b * 1.2 < w, "{a} {b} {w}");
}

#[test]
fn a_blurred_edge_is_as_wide_as_the_optics_say() {
    // A straight border: the left half is ink. Its profile is the integral of the normal kernel.
    let optics = Profile { s: 12.0, psf: 1.5, jit_um: 0.0, sat: 0.0, mottle: 0.0, paper: 0.0, ..STILL };
    let sheet = Sheet::dots(160, 40, |x, _| x < 80);
    let scene = Scene::new(160, 40, &optics, 1);
    let picture = scene.expose(&sheet.printed(&optics, 1), &optics, 0);
    let level = |x: f64| {
        let at = scene.map(80.0, 20.0);
        (picture.brightness(Point { x: at.x + x, ..at }) / 225.0 - 0.12) / 0.73
    };
    let crossing =
        |wanted: f64| (-80..80).map(|step| f64::from(step) / 10.0).find(|&x| level(x) > wanted).unwrap();
    // 16 % and 84 % lie one sigma to both sides; sampling the picture between pixels blurs by up to a sixth.
    let sigma = (crossing(0.8413) - crossing(0.1587)) / 2.0;
    let wanted = (1.5_f64.powi(2) + 0.29_f64.powi(2) + 0.072_f64.powi(2)).sqrt();
    assert!((sigma - wanted).abs() < 0.12, "{sigma} is not {wanted}");
}

#[test]
fn shake_blurs_along_its_line_only_as_long_as_it_is() {
    // The variance of a dot's picture grows by length²/12 along the line, whatever its direction.
    let still = Profile { s: 16.0, jit_um: 0.0, sat: 0.0, mottle: 0.0, paper: 0.0, dot_cv: 0.0, ..STILL };
    let variance = |profile: &Profile, seed| {
        let sheet = Sheet::dots(60, 60, |x, y| (29..32).contains(&x) && (29..32).contains(&y));
        let scene = Scene::new(60, 60, profile, seed);
        let (picture, middle) = (scene.expose(&sheet.printed(profile, 1), profile, 0), scene.map(30.5, 30.5));
        let (at, mut sum, mut spread) = (centre(&picture, middle), 0.0, 0.0);
        for (index, &pixel) in picture.pixels.iter().enumerate() {
            let (x, y) = ((index % picture.width) as f64 + 0.5, (index / picture.width) as f64 + 0.5);
            let dark = 191.0 - f64::from(pixel);
            sum += dark;
            spread += dark * ((x - at.x).powi(2) + (y - at.y).powi(2));
        }
        spread / sum
    };
    for seed in 1..12 {
        let grown = variance(&Profile { motion: 4.0, ..still }, seed) - variance(&still, seed);
        assert!((grown - 16.0 / 12.0).abs() < 0.15, "seed {seed}: {grown}");
    }
}

#[test]
fn exposures_share_the_place_and_nothing_else() {
    let (_, raster) = symbol();
    let scene = Scene::new(raster.width(), raster.height(), &Profile::A, 9);
    let printed: Printed = Sheet::of(&raster).printed(&Profile::A, 9);
    let [first, second] = [0, 1].map(|number| scene.expose(&printed, &Profile::A, number));
    assert_eq!((first.width, first.height), (second.width, second.height));
    assert_ne!(first.pixels, second.pixels);
    let glowing = Profile::A.uv(8.0);
    let uv = scene.expose(&Sheet::of(&raster).printed(&glowing, 9), &glowing, 1);
    // The finder's middle is dark in one light and bright in the other.
    let at = scene.map(75.0, 75.0);
    assert!(first.brightness(at) < 60.0 && uv.brightness(at) > 70.0);
}

#[test]
fn corners_err_by_what_the_profile_says() {
    let profile = Profile { corner: 0.5, ..Profile::A };
    let (mut sum, mut count) = (0.0, 0.0);
    for seed in 0..200 {
        let scene = Scene::new(370, 370, &profile, seed);
        let exact = scene.corners(40.0, 40.0, 290.0, &Profile { corner: 0.0, ..profile });
        assert_eq!(exact[2], scene.map(330.0, 330.0));
        for (at, found) in exact.iter().zip(scene.corners(40.0, 40.0, 290.0, &profile)) {
            sum += (at.x - found.x).powi(2) + (at.y - found.y).powi(2);
            count += 2.0;
        }
    }
    let sigma = f64::sqrt(sum / count);
    assert!((sigma - 0.5).abs() < 0.03, "{sigma}");
}

#[test]
fn a_missing_nozzle_prints_nothing_of_its_row_and_no_other() {
    let sheet = Sheet::dots(40, 400, |_, _| true);
    let profile = Profile { miss_row: 0.25, dot_um: 42.0, ..STILL };
    let printed = sheet.printed(&profile, 4);
    let dark = |row: usize| {
        let values = &printed.plane.values[row * printed.plane.width..][..printed.plane.width];
        values.iter().sum::<f32>() / (values.len() as f32) < 0.45
    };
    let missing = (0..400).filter(|&row| !dark(row * 2) && !dark(row * 2 + 1)).count();
    assert!((70..130).contains(&missing), "{missing}");
}

#[test]
fn noise_grows_with_light_as_the_profile_says() {
    let blank = Sheet::new(200, 200);
    for (noise, shot, light) in [(6.0, 0.25, 0.85), (12.0, 0.0, 0.5), (2.0, 1.0, 0.3)] {
        let profile = Profile { noise, shot, rp: light, paper: 0.0, illum: 0.0, jpeg: 0, ..Profile::A };
        let scene = Scene::new(200, 200, &profile, 2);
        let picture = scene.expose(&blank.printed(&profile, 2), &profile, 0);
        let count = picture.pixels.len() as f64;
        let mean = picture.pixels.iter().map(|&pixel| f64::from(pixel)).sum::<f64>() / count;
        let power =
            picture.pixels.iter().map(|&pixel| (f64::from(pixel) - mean).powi(2)).sum::<f64>() / count;
        // Whole grey levels add a twelfth.
        let wanted = noise * noise + shot * light * 225.0 + 1.0 / 12.0;
        assert!((mean - light * 225.0).abs() < 0.3, "{mean}");
        assert!((power / wanted - 1.0).abs() < 0.05, "{power} is not {wanted}");
    }
}
