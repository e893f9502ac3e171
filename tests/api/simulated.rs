//! The simulated printer and camera (tests/channel): what pictures of it can be relied upon for.

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

/// Centre of what is darker than paper.
fn centre(picture: &Picture, paper: f64) -> Point {
    let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
    for (at, &pixel) in picture.pixels.iter().enumerate() {
        let dark = paper - f64::from(pixel);
        sum += dark;
        x += dark * ((at % picture.width) as f64 + 0.5);
        y += dark * ((at / picture.width) as f64 + 0.5);
    }
    Point { x: x / sum, y: y / sum }
}

#[test]
fn a_dot_lands_where_the_homography_says() {
    let smooth =
        Profile { jit_um: 0.0, sat: 0.0, mottle: 0.0, paper: 0.0, noise: 0.0, shot: 0.0, ..Profile::A };
    let smooth = Profile { illum: 0.0, jpeg: 0, motion: 1.5, tilt: 40.0, ..smooth };
    for seed in 0..40 {
        let mut dice = Dice(seed);
        let (x, y) = (10 + dice.below(80) as u32, 10 + dice.below(50) as u32);
        // Three by three dots, so that the grey levels of a pixel do not decide.
        let near = |a: u32, b: u32| a.abs_diff(b) <= 1;
        let sheet = Sheet::dots(100, 70, |column, row| near(column, x) && near(row, y));
        let scene = Scene::new(100, 70, &smooth, seed);
        let seen =
            centre(&scene.expose(&sheet.printed(&smooth, seed), &smooth, 0), (0.85 * 225.0_f64).round());
        let said = scene.map(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let off = (seen.x - said.x).hypot(seen.y - said.y);
        assert!(off < 0.1, "seed {seed}: {seen:?} is not {said:?}");
    }
}

#[test]
fn a_drop_between_dots_and_a_turned_raster_land_where_they_were_put() {
    let quiet = Profile { jit_um: 0.0, sat: 0.0, mottle: 0.0, paper: 0.0, ..STILL };
    let drop = Drop { x: 40.25, y: 30.75, diameter: Some(400.0), scatter: Some(0.0), nozzle: None };
    let sheet = Sheet { width: 80, height: 60, drops: vec![drop] };
    let scene = Scene::new(80, 60, &quiet, 3);
    let seen = centre(&scene.expose(&sheet.printed(&quiet, 3), &quiet, 0), 191.0);
    let said = scene.map(40.25, 30.75);
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
    let (light, dark) = levels(&symbol, &Profile::A, 5);
    assert!((light - 0.85 * 225.0).abs() < 4.0, "{light}");
    assert!((dark - 0.12 * 225.0).abs() < 6.0, "{dark}");
    let (paper, dots) = levels(&symbol, &Profile::A.uv(8.0), 5);
    assert!((paper - 0.10 * 225.0).abs() < 3.0, "{paper}");
    assert!((dots - 0.45 * 225.0).abs() < 4.0, "{dots}");
    let (_, pale) = levels(&symbol, &Profile::A.pale(0.7), 5);
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
        let picture = Scene::new(60, 60, profile, seed).expose(&sheet.printed(profile, 1), profile, 0);
        let (at, mut sum, mut spread) = (centre(&picture, 191.0), 0.0, 0.0);
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
    let uv = scene.expose(&printed, &Profile::A.uv(8.0), 1);
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
    let sigma: f64 = (sum / count) as f64;
    assert!((sigma.sqrt() - 0.5).abs() < 0.03, "{}", sigma.sqrt());
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
